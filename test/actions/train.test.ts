import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { digestOf } from '@slipway/core'
import { auditStore } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edit, setParams } from '../e2e/world/edit-project.ts'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import type { Job } from './world/job.ts'
import { firstRelease, trainJob } from './world/life.ts'

let world: ActionWorld
let seed = 100

beforeAll(async () => {
  world = await ActionWorld.open()
  await firstRelease(world)
})
afterAll(() => world.close())

/** A pull request whose model nobody has trained, with what else it edits; and the job that is to train it. */
async function untrained(branch: string, change: (folder: string) => void = () => {}): Promise<Job> {
  seed++
  await world.pull(branch, (folder) => {
    setParams(folder, { model: 'better', seed })
    change(folder)
  })
  return trainJob(world)
}

const trainSays = (lines: string) => (folder: string) =>
  edit(folder, 'src/train.sh', (text) => `${text}\n${lines}\n`)
const recordsOf = (job: Job) => world.store.executedBy(job.run.id)
const statesIn = (stages: string | undefined) =>
  (JSON.parse(stages ?? '[]') as { name: string; state: string }[]).map(
    ({ name, state }) => `${name} ${state}`,
  )

describe('action train', () => {
  it('runs what is stale, records it, and ends in the artifact that GitHub then vouches for', async () => {
    const job = await untrained('plain')
    const step = await job.step('train', { artifact: 'true' })
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { 'stages-executed': '2' } })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('train'))
    expect(statesIn(step.outputs.stages)).toEqual(['prepare restored', 'train ran', 'evaluate ran'])
    expect(recordsOf(job)).toEqual(['evaluate', 'train'])
    const { artifacts } = await world.ada.api<{ artifacts: { id: number; name: string; digest: string }[] }>(
      'GET',
      `/repos/${world.name}/actions/runs/${job.run.id}/artifacts`,
    )
    expect(artifacts).toMatchObject([
      {
        id: Number(step.outputs['artifact-id']),
        name: 'slipway',
        digest: `sha256:${step.outputs['artifact-digest']}`,
      },
    ])
    expect(auditStore(world.store.path, { complete: true })).toEqual([])
    const again = await (await trainJob(world)).step('train')
    expect(again).toMatchObject({ exitCode: 0, annotations: [], outputs: { 'stages-executed': '0' } })
  })

  it('runs nothing for "[]", a plan’s word for nothing to run, and the named stages alone for a list', async () => {
    const job = await untrained('parts')
    expect(await job.step('train', { stages: '[]' })).toMatchObject({
      exitCode: 0,
      outputs: { 'stages-executed': '0', stages: '[]' },
    })
    const step = await job.step('train', { stages: '["train"]' })
    expect(statesIn(step.outputs.stages).at(-1)).toBe('train ran')
    expect(recordsOf(job)).toEqual(['train'])
  })

  it('says which stage failed and what it last said, and records nothing', async () => {
    const job = await untrained('broken', (folder) => setParams(folder, { model: 'broken' }))
    const step = await job.step('train', { artifact: 'true' })
    expect(step).toMatchObject({ exitCode: 1, outputs: {} })
    expect(step.annotations).toMatchObject([
      {
        level: 'failure',
        title: 'pipeline/stage-failed',
        message: expect.stringContaining('there is no such model: broken'),
      },
    ])
    expect(recordsOf(job)).toEqual([])
    expect(existsSync(join(job.workspace, 'models/model.bin'))).toBe(false)
  })

  it('lets a stage’s words be words: no command in them reaches the runner', async () => {
    const job = await untrained('hostile', (folder) => {
      edit(folder, 'slipway.yaml', (text) =>
        text.replace(
          'cmd: sh src/train.sh',
          'cmd: ": <<E\\n::error::a command made this\\nE\\nsh src/train.sh"',
        ),
      )
      trainSays(`
echo "::error file=src/train.sh,line=1::a stage made this"
echo "::set-env name=EVIL::1"
echo "::add-path::/evil"
echo "::save-state name=slipway-main-ran::no"
echo "::set-output name=stages-executed::99"
echo "::stop-commands::pause"
echo "##[error]an old command" >&2
printf '::warning::no line end'
! env | grep -E '^GITHUB_(OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)='`)(folder)
    })
    const step = await job.step('train', { artifact: 'true' })
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      environment: {},
      paths: [],
      state: { 'slipway-main-ran': 'true' },
      outputs: { 'stages-executed': '2' },
    })
    expect(step.log).toContain('::error file=src/train.sh,line=1::a stage made this')
    expect(step.log).toContain('::warning::no line end')
  })

  it('gives a stage neither the inputs nor the tokens of the runner’s services', async () => {
    const job = await untrained('curious', trainSays('env | sort > models/seen.txt; cat models/seen.txt'))
    const step = await job.step('train', {}, { env: { INPUT_SECRET: 'an input' } })
    expect(step.exitCode).toBe(0)
    const seen = readFileSync(join(job.workspace, 'models/seen.txt'), 'utf8')
    expect(seen).toContain('GITHUB_SHA=')
    for (const secret of [...job.secrets, 'an input']) expect(seen).not.toContain(secret)
    expect(seen).not.toMatch(/^(?:INPUT_|STATE_|ACTIONS_|GITHUB_OUTPUT)/m)
  })
})

/** False also for one that has ended and that nobody has asked about yet. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'))
}

/** Where the stage has come to: it writes this file and then waits for ever. */
const WAIT = 'touch models/waiting; while true; do sleep 0.1; done'

describe('action train, cancelled', () => {
  it.each([
    ['the action alone, as GitHub does', '', (pid: number) => process.kill(pid, 'SIGINT')],
    ['the whole group', '', (pid: number) => process.kill(-pid, 'SIGINT')],
    [
      'the action alone, with a stage that does not care',
      "trap '' INT TERM",
      (pid: number) => process.kill(pid, 'SIGINT'),
    ],
  ])('by SIGINT to %s ends in time and publishes nothing', async (title, trap, interrupt) => {
    const job = await untrained(title.replace(/\W+/g, '-'), trainSays(`${trap}\necho "pid $$"\n${WAIT}`))
    let stage = 0
    let interrupted = 0
    const step = await job.step(
      'train',
      { artifact: 'true', cache: 'true' },
      {
        onLine: (line, child) => {
          if (!line.startsWith('pid ')) return
          stage = Number(line.slice(4))
          interrupted = performance.now()
          interrupt(child.pid ?? 0)
        },
      },
    )
    expect((performance.now() - interrupted) / 1000).toBeLessThan(7.5)
    expect(step.exitCode).not.toBe(0)
    expect(step.annotations).toMatchObject([{ level: 'failure', message: 'The job was cancelled' }])
    expect(isRunning(stage)).toBe(false)
    expect(recordsOf(job)).toEqual([])
    expect(step.outputs).toEqual({})
    expect(auditStore(world.store.path, { complete: true })).toEqual([])
    const artifacts = await world.ada.api('GET', `/repos/${world.name}/actions/runs/${job.run.id}/artifacts`)
    expect(artifacts).toMatchObject({ total_count: 0 })
  })
})

describe('action train with the cache', () => {
  const model = (job: Job) => readFileSync(join(job.workspace, 'models/model.bin'), 'utf8')
  // Any folder of the repository will do: the store lies in its root.
  const inputs = { cache: 'true', 'working-directory': 'src' }

  /** A job that has made a model and kept this machine's store in the cache, and where the model's object lies in any store. */
  async function cachedModel(branch: string, spoil: (file: string) => void = () => {}) {
    const job = await untrained(branch)
    const made = await job.step('train', inputs)
    expect(made).toMatchObject({ exitCode: 0, annotations: [] })
    const object = relative(world.store.path, world.store.objectFile(digestOf(model(job))))
    spoil(join(job.workspace, '.slipway/store', object))
    const saved = await job.step('train', inputs, { part: 'post', state: made.state })
    expect(saved).toMatchObject({ exitCode: 0, annotations: [] })
    const { key } = JSON.parse(made.state['slipway-store-cache'] ?? '{}') as { key: string }
    expect(saved.log).toContain(`Kept this machine's store in the cache ${key}`)
    return { job, key, shared: join(world.store.path, object) }
  }

  it('takes what an earlier job made from there, on any machine, and does not save it again', async () => {
    const { job, key, shared } = await cachedModel('cached')
    rmSync(shared)
    const second = await trainJob(world)
    const step = await second.step('train', inputs)
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { 'stages-executed': '0' },
      state: { 'slipway-store-cache-hit': key },
    })
    expect(model(second)).toBe(model(job))
    expect(step.summary).toContain('### Data\n\n| Served by | Objects | Size |\n')
    expect(step.summary).toContain('| this machine, as it came from the Actions cache: ')
    const post = await second.step('train', inputs, { part: 'post', state: step.state })
    expect(post).toMatchObject({ exitCode: 0, annotations: [], log: '' })
  })

  it('believes no cache: an object that is not itself comes from the shared store', async () => {
    const { job, shared } = await cachedModel('poisoned', (file) =>
      writeFileSync(file, Buffer.alloc(readFileSync(file).length, 'x')),
    )
    const second = await trainJob(world)
    const step = await second.step('train', { ...inputs, artifact: 'true' })
    expect(step.log).toContain("Took this machine's store from the cache")
    expect(step).toMatchObject({ exitCode: 0, outputs: { 'stages-executed': '0' } })
    expect(model(second)).toBe(model(job))
    expect(auditStore(world.store.path)).toEqual([])

    rmSync(shared)
    const third = await trainJob(world)
    const alone = await third.step('train', { ...inputs, artifact: 'true' })
    expect(alone).toMatchObject({ exitCode: 1, outputs: {} })
    expect(alone.annotations).toMatchObject([{ title: 'store/object-corrupt' }])
    expect(existsSync(join(third.workspace, 'models/model.bin'))).toBe(false)
    expect(auditStore(world.store.path)).toEqual([])
  })

  it('goes on without a cache where the service fails', async () => {
    world.forge.addFault({
      match: 'CacheService',
      when: 'before',
      action: { kind: 'status', status: 400 },
      times: 99,
    })
    const job = await untrained('no-cache')
    const step = await job.step('train', inputs)
    expect(step).toMatchObject({ exitCode: 0, outputs: { 'stages-executed': '2' } })
    const post = await job.step('train', inputs, { part: 'post', state: step.state })
    expect(post.exitCode).toBe(0)
    for (const { level } of [...step.annotations, ...post.annotations]) expect(level).toBe('warning')
  })
})
