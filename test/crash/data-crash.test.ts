import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contentsOf } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from '../../packages/commands/src/data-add.ts'
import { dataPullCommand } from '../../packages/commands/src/data-pull.ts'
import { dataPushCommand } from '../../packages/commands/src/data-push.ts'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'

const RUN_VERB = fileURLToPath(new URL('../../packages/commands/src/testing/run-verb.ts', import.meta.url))
const KILL_AT_WRITE = fileURLToPath(
  new URL('../../packages/store/src/testing/kill-at-write.ts', import.meta.url),
)
/** More, at random, are in test/crash/data-kills.test.ts. */
const POINTS = 8

interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stderr: string
}

/** Runs a data verb as a process, killed at its n-th change of the disk. */
function runVerb(
  project: TemporaryProject,
  verb: string,
  options: { killAt?: number; targets?: string[] } = {},
): Promise<Ended> {
  const args = ['--import', KILL_AT_WRITE, RUN_VERB, verb, ...(options.targets ?? [])]
  const env = { ...project.context().env, KILL_AT_WRITE: String(options.killAt ?? 0) }
  const child = spawn(process.execPath, args, {
    cwd: project.root,
    env,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  return new Promise((resolve) =>
    child.once('close', (status, signal) => resolve({ status, signal, stderr })),
  )
}

/** The same verb in this process, which has it loaded. */
function runHere(project: TemporaryProject, verb: string): Promise<unknown> {
  if (verb === 'add') return project.run(dataAddCommand, { targets: [] })
  if (verb === 'push') return project.run(dataPushCommand, { targets: [] })
  return project.run(dataPullCommand, { targets: [], force: true })
}

function fill(project: TemporaryProject): void {
  for (let i = 0; i < 12; i++)
    project.write(`data/set/${i % 3}/${i}`, randomBytes(500 + i), { executable: i % 5 === 0 })
  project.write('data/set/big', randomBytes((2 << 20) + 17))
  project.write('data/model', randomBytes(3000))
  const text = readFileSync(project.path('slipway.yaml'), 'utf8')
  project.write('slipway.yaml', `${text}data: [data/set, data/model]\n`)
}

/** Everything that a finished verb leaves: pointers, data and objects, not the temporary files of the dead. */
function endState(project: TemporaryProject): unknown {
  const store = (root: string) =>
    Object.keys(existsSync(root) ? contentsOf(root) : {}).filter((path) => !path.startsWith('tmp/'))
  return {
    data: project.contents('data'),
    gitignore: readFileSync(project.path('data/.gitignore'), 'utf8'),
    local: store(project.path('.slipway/store')),
    remote: store(project.folder.path('remote')),
  }
}

/**
 * Kills a verb at points spread evenly over its changes of the disk, each time from the same start; checks after each death that
 * nothing false is there, and that running it once more ends where an undisturbed run ends.
 */
async function killEverywhere(
  verb: string,
  project: TemporaryProject,
  afterDeath: () => void,
): Promise<void> {
  const start = project.folder.path('start')
  const places = [project.path('.slipway'), project.path('data'), project.folder.path('remote')]
  const move = (from: (i: number) => string, to: (i: number) => string) => {
    for (let i = 0; i < places.length; i++) {
      rmSync(to(i), { recursive: true, force: true })
      if (existsSync(from(i))) cpSync(from(i), to(i), { recursive: true, preserveTimestamps: true })
    }
  }
  const place = (i: number) => places[i] as string
  const saved = (i: number) => `${start}/${i}`
  move(place, saved)
  const whole = await runVerb(project, verb)
  const wanted = endState(project)
  const changes = Number(/^([0-9]+) changes$/m.exec(whole.stderr)?.[1])
  expect(whole.status).toBe(0)
  expect(changes).toBeGreaterThanOrEqual(POINTS)
  for (let point = 1; point <= POINTS; point++) {
    move(saved, place)
    const killed = await runVerb(project, verb, { killAt: Math.ceil((point * changes) / POINTS) })
    expect(killed.signal).toBe('SIGKILL')
    expect(project.audit()).toEqual([])
    afterDeath()
    await runHere(project, verb)
    expect(endState(project)).toEqual(wanted)
    expect(project.audit()).toEqual([])
  }
}

describe('kill -9 at any moment', { timeout: 300_000 }, () => {
  it('of data add: no pointer without its objects, and a second run ends the work', async () => {
    using project = new TemporaryProject()
    fill(project)
    const data = () =>
      Object.fromEntries(
        Object.entries(project.contents('data')).filter(
          ([path]) => /^(set|model)/.test(path) && !path.endsWith('.slip'),
        ),
      )
    const before = data()
    await killEverywhere('add', project, () => {
      expect(data()).toEqual(before)
      for (const name of readdirSync(project.path('data')).filter((each) => each.endsWith('.slip'))) {
        const oid =
          /^oid sha256:([0-9a-f]{64})$/m.exec(readFileSync(project.path(`data/${name}`), 'utf8'))?.[1] ?? ''
        const tree = name === 'set.slip' ? 't' : 'o'
        expect(existsSync(project.path(`.slipway/store/${tree}/${oid.slice(0, 2)}/${oid}`))).toBe(true)
      }
    })
  })

  it('of data push: no tree without its blobs, and a second run ends the work', async () => {
    using project = new TemporaryProject()
    fill(project)
    await runVerb(project, 'add')
    const local = project.contents('.slipway/store')
    await killEverywhere('push', project, () => expect(project.contents('.slipway/store')).toEqual(local))
  })

  it('of data pull: the target is the old one, the new one or away, never half of either, and a second run ends the work', async () => {
    using project = new TemporaryProject()
    fill(project)
    await runVerb(project, 'add')
    await runVerb(project, 'push')
    const fresh = contentsOf(project.path('data/set'))
    rmSync(project.path('.slipway'), { recursive: true })
    rmSync(project.path('data/set/1'), { recursive: true })
    project.write('data/set/2/mine', 'mine')
    rmSync(project.path('data/model'))
    const old = contentsOf(project.path('data/set'))
    await killEverywhere('pull', project, () => {
      if (existsSync(project.path('data/set')))
        expect([old, fresh]).toContainEqual(contentsOf(project.path('data/set')))
    })
  })
})

describe('two processes at once', { timeout: 120_000 }, () => {
  it('add and push the same and different targets, and both succeed', async () => {
    using project = new TemporaryProject()
    fill(project)
    for (let round = 0; round < 4; round++) {
      project.write('data/set/big', randomBytes(2 << 20))
      project.write(`data/set/round`, randomBytes(300))
      project.write('data/model', randomBytes(3000))
      for (const verb of ['add', 'push']) {
        const ended = await Promise.all([
          runVerb(project, verb, { targets: ['data/set'] }),
          runVerb(project, verb, { targets: ['data/set', 'data/model'] }),
          runVerb(project, verb, { targets: ['data/model'] }),
        ])
        expect(ended.map((each) => each.status)).toEqual([0, 0, 0])
        expect(project.audit()).toEqual([])
      }
    }
    expect(readdirSync(project.folder.path('remote/tmp'))).toEqual([])
    expect(readdirSync(project.path('.slipway/store/tmp'))).toEqual([])
  })
})
