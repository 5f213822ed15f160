import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from '../../packages/commands/src/data-add.ts'
import { TemporaryProject } from '../../packages/commands/src/testing/temporary-project.ts'

const RUN_VERB = fileURLToPath(
  new URL('../../packages/commands/src/testing/run-any-verb.ts', import.meta.url),
)
const KILL_AT_WRITE = fileURLToPath(
  new URL('../../packages/store/src/testing/kill-at-write.ts', import.meta.url),
)
const POINTS = 20

interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

function start(cwd: string, options: { killAt?: number; values?: object } = {}): ChildProcess {
  const args = ['--import', KILL_AT_WRITE, RUN_VERB, 'run', JSON.stringify(options.values ?? {})]
  const env = { ...TEST_GIT_ENV, KILL_AT_WRITE: String(options.killAt ?? 0) }
  return spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.on('data', (chunk: Buffer) => {
      text[stream] += chunk.toString()
    })
  const [status, signal] = await once(child, 'close')
  return { status, signal, ...text }
}

const run = (cwd: string, options: { killAt?: number; values?: object } = {}) => ended(start(cwd, options))

async function filled(stages: string): Promise<TemporaryProject> {
  const project = new TemporaryProject(`data: [data/set]\nstages:\n${stages}`)
  project.write('data/set/a', 'rows\n')
  project.write('source.txt', 's')
  project.write('.gitignore', '/build\n/model\n/out\n')
  await project.run(dataAddCommand, { targets: ['data/set'] })
  project.repository.commit('second')
  return project
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 5))
}

const CHAIN = `
  prepare: { cmd: "mkdir -p build/parts; cp data/set/a build/parts; cat data/set/a > build/rows", deps: [data/set], outs: [build/parts, build/rows] }
  train: { cmd: "tr a-z A-Z < build/rows > model", deps: [build/rows, build/parts/a, source.txt], outs: [model] }
`

/** What a finished run leaves: outputs, records, objects, last preimages and logs; not the temporary files of the dead. */
function endState(project: TemporaryProject): unknown {
  const files = (folder: string) =>
    Object.fromEntries(
      (existsSync(folder) ? filesBelow(folder) : [])
        .filter((path) => !/(^|\/)tmp\/|^index\/|\.part$/.test(path))
        .map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
    )
  return {
    build: files(project.path('build')),
    model: readFileSync(project.path('model'), 'utf8'),
    own: files(project.path('.slipway')),
    remote: files(project.folder.path('remote')),
  }
}

describe('kill -9 of slipway run', { timeout: 120_000 }, () => {
  it('at any change of the disk: no record without its outputs, and a second run ends the work', async () => {
    using project = await filled(CHAIN)
    const places = [
      project.path('.slipway'),
      project.path('build'),
      project.path('model'),
      project.folder.path('remote'),
    ]
    const saved = (index: number) => project.folder.path(`start/${index}`)
    for (const [index, place] of places.entries())
      if (existsSync(place)) cpSync(place, saved(index), { recursive: true })
    const whole = await run(project.root)
    expect(whole).toMatchObject({ status: 0 })
    const wanted = endState(project)
    const changes = Number(/^([0-9]+) changes$/m.exec(whole.stderr)?.[1])
    expect(changes).toBeGreaterThanOrEqual(POINTS)
    for (let point = 1; point <= POINTS; point++) {
      for (const [index, place] of places.entries()) {
        rmSync(place, { recursive: true, force: true })
        if (existsSync(saved(index))) cpSync(saved(index), place, { recursive: true })
      }
      const killed = await run(project.root, { killAt: Math.ceil((point * changes) / POINTS) })
      expect(killed.signal).toBe('SIGKILL')
      expect(project.audit()).toEqual([])
      expect(recordsWithoutOutputs(project)).toEqual([])
      expect(await run(project.root)).toMatchObject({ status: 0 })
      expect(endState(project)).toEqual(wanted)
      expect(project.audit()).toEqual([])
    }
  })

  it('while a stage runs: the stage ends too, and a second run starts it from nothing', async () => {
    using project = await filled(
      `  s: { cmd: "echo $$ >> pids; echo half >> out; sleep 0.5; echo whole >> out", deps: [source.txt], outs: [out] }\n`,
    )
    project.write('.gitignore', '/out\n/pids\n')
    for (let round = 0; round < 3; round++) {
      const child = start(project.root)
      await until(
        () => existsSync(project.path('out')) && readFileSync(project.path('out'), 'utf8') === 'half\n',
      )
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(project.path('out'))
    }
    expect(await run(project.root)).toMatchObject({ status: 0 })
    expect(readFileSync(project.path('out'), 'utf8')).toBe('half\nwhole\n')
    const pids = readFileSync(project.path('pids'), 'utf8').trim().split('\n')
    expect(pids).toHaveLength(4)
    await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`) || isZombie(pid)))
  })

  it('SIGINT ends the stage and publishes nothing', async () => {
    using project = await filled(
      `  s: { cmd: "echo half > out; sleep 60", deps: [source.txt], outs: [out] }\n`,
    )
    const child = start(project.root)
    const end = ended(child)
    await until(() => existsSync(project.path('out')))
    child.kill('SIGINT')
    expect((await end).status).toBe(1)
    expect(runsIn(project)).toEqual([])
    expect(project.audit()).toEqual([])
  })
})

function isZombie(pid: string): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return true
  }
}

function runsIn(project: TemporaryProject): string[] {
  const remote = project.folder.path('remote')
  return (existsSync(remote) ? filesBelow(remote) : []).filter((path) => path.startsWith('runs/'))
}

function recordsWithoutOutputs(project: TemporaryProject): string[] {
  const remote = project.folder.path('remote')
  return runsIn(project).filter((path) => {
    const { outputs } = JSON.parse(readFileSync(join(remote, path), 'utf8'))
    return !Object.values(outputs as Record<string, { kind: string; oid: string }>).every(({ kind, oid }) =>
      existsSync(join(remote, kind === 'tree' ? 't' : 'o', oid.slice(7, 9), oid.slice(7))),
    )
  })
}

describe('two runs of one key at once', { timeout: 60_000 }, () => {
  const RANDOM = `  s: { cmd: "echo x >> starts; sleep 0.2; date +%s%N > out; head -c 100000 /dev/urandom >> out", deps: [source.txt], outs: [out] }\n`

  // Each waits until all three have begun, for at most ten seconds: then none can find the record of another before it runs.
  const MET = RANDOM.replace(
    'sleep 0.2',
    () =>
      'm=../met-$(tail -c 1 source.txt); mkdir -p $m; touch $m/$$; n=0; while [ $(ls $m | wc -l) -lt 3 ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done',
  )

  it('in three clones end with one record and the same bytes', async () => {
    using project = await filled(MET)
    project.write('.gitignore', '/out\n/starts\n')
    project.repository.commit('third')
    for (let round = 0; round < 3; round++) {
      project.write('source.txt', `round ${round}`)
      project.repository.commit('next')
      const clones = [0, 1, 2].map((index) => project.folder.path(`clone-${round}-${index}`))
      for (const clone of clones)
        execFileSync('git', ['clone', '--quiet', project.root, clone], { env: TEST_GIT_ENV })
      const ends = await Promise.all(clones.map((clone) => run(clone)))
      expect(ends.map(({ status }) => status)).toEqual([0, 0, 0])
      expect(clones.map((clone) => existsSync(join(clone, 'starts')))).toEqual([true, true, true])
      expect(new Set(clones.map((clone) => readFileSync(join(clone, 'out'), 'latin1'))).size).toBe(1)
      expect(new Set(ends.map(({ stdout }) => JSON.parse(stdout).stages[0].record)).size).toBe(1)
      expect(runsIn(project)).toHaveLength(round + 1)
      expect(project.audit()).toEqual([])
    }
  })

  it('in one folder run it once, one after the other', async () => {
    using project = await filled(RANDOM)
    project.write('.gitignore', '/out\n/starts\n')
    const ends = await Promise.all([run(project.root), run(project.root), run(project.root)])
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0])
    expect(readFileSync(project.path('starts'), 'utf8')).toBe('x\n')
    expect(ends.filter(({ stderr }) => stderr.includes('waiting')).length).toBe(2)
    expect(runsIn(project)).toHaveLength(1)
  })
})
