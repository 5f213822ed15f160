import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { silentProgress } from '../context.ts'
import { runCommand } from '../run-command.ts'
import { FakeRay } from '../testing/fake-ray.ts'
import { TemporaryProject } from '../testing/temporary-project.ts'

const cli = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url))
const all = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}

function projectOn(ray: FakeRay, cmd: string, more = ''): TemporaryProject {
  const project = new TemporaryProject(`
stages:
  prepare: { cmd: "mkdir build/in && echo rows > build/in/rows", outs: [build/in] }
  train:
    cmd: ${JSON.stringify(cmd)}
    deps: [code, build/in]
    env: { MODE: fast }
    outs: [build/model, build/parts]
    executor: { ray: { address: "${ray.address}", storage: "STORAGE" } }
${more}`)
  mkdirSync(project.folder.path('shared'))
  const yaml = project.contents('.')['slipway.yaml'] ?? ''
  project.write(
    'slipway.yaml',
    yaml.replace('STORAGE', project.folder.url('shared')).replaceAll('SHARED', project.folder.path('shared')),
  )
  project.write('code', 'c')
  project.write('.gitignore', '/build\n')
  project.repository.commit('second')
  return project
}

const shared = (project: TemporaryProject) => filesBelow(project.folder.path('shared'))
const env = { ...TEST_GIT_ENV, CI_SECRET: 'hush' }
const RUNS =
  'cat code build/in/rows > build/model; mkdir -p build/parts/empty; echo "$MODE $CI_SECRET" > build/parts/a'

/** Until a file appears in the folder that everybody shares. */
const WAITS = `until [ -e SHARED/go ]; do sleep 0.05; done; ${RUNS}`

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(20)
}

describe('a stage on Ray', () => {
  it('runs with its inputs and its own environment alone, and its outputs come back through the storage', async () => {
    using ray = await FakeRay.start()
    using project = projectOn(ray, RUNS)
    await project.run(runCommand, all, { env })
    expect(project.contents('build')).toMatchObject({ model: 'crows\n', 'parts/a': 'fast \n' })
    expect(JSON.stringify([...ray.jobs.values()].map(({ request }) => request))).not.toContain('hush')
    expect(shared(project)).toEqual([])
    expect(project.audit()).toEqual([])
    await project.run(runCommand, { ...all, stages: ['train'], again: true }, { env })
    expect(ray.submitted).toHaveLength(2)
  })

  it('goes on with the job that runs already when its submitter was killed', async () => {
    using ray = await FakeRay.start()
    using project = projectOn(ray, WAITS)
    const child = spawn(process.execPath, [cli, 'run'], { cwd: project.root, env, stdio: 'ignore' })
    await until(() => ray.submitted.length === 1)
    child.kill('SIGKILL')
    const notes: string[] = []
    const again = project.run(runCommand, all, {
      env,
      progress: { ...silentProgress, note: (line) => void notes.push(line) },
    })
    await until(() => notes.some((line) => line.includes(`going on with Ray job ${ray.submitted[0]}`)))
    writeFileSync(project.folder.path('shared/go'), '')
    await again
    expect(ray.submitted).toHaveLength(1)
    expect(project.contents('build')).toMatchObject({ model: 'crows\n' })
  })

  it('is started again where the cluster lost it, from its newest checkpoint', async () => {
    using ray = await FakeRay.start()
    const cmd = `if [ "$SLIPWAY_RESUME_FROM" ]; then cat "$SLIPWAY_RESUME_FROM" > build/model; mkdir build/parts; echo p > build/parts/a; exit; fi; echo half > build/ckpt/one; sleep 30`
    using project = projectOn(ray, cmd, '    checkpoint: build/ckpt')
    const run = project.run(runCommand, all, { env })
    await until(() => shared(project).some((path) => path.endsWith('list.json')))
    ray.lose(ray.submitted[0] ?? '')
    await run
    expect(ray.submitted).toHaveLength(2)
    expect(project.contents('build')).toMatchObject({ model: 'half\n' })
    expect(shared(project)).toEqual([])
  })

  it('is not started again where its command failed, and is on the next run', async () => {
    using ray = await FakeRay.start()
    using project = projectOn(ray, `cat SHARED/mended || exit 3; ${RUNS}`)
    await expect(project.run(runCommand, all, { env })).rejects.toMatchObject({
      code: 'pipeline/stage-failed',
      message: expect.stringContaining('exit status 3 on Ray'),
    })
    expect(ray.submitted).toHaveLength(1)
    writeFileSync(project.folder.path('shared/mended'), '')
    await project.run(runCommand, all, { env })
    expect(ray.submitted).toHaveLength(2)
  })

  it('is stopped when its run is cancelled', async () => {
    using ray = await FakeRay.start()
    using project = projectOn(ray, 'sleep 30')
    const cancel = new AbortController()
    const run = project.run(runCommand, all, { env, signal: cancel.signal })
    await until(() => ray.submitted.length === 1)
    cancel.abort(new Error('cancelled'))
    await expect(run).rejects.toMatchObject({ code: 'pipeline/interrupted' })
    expect([...ray.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED'])
  })
})
