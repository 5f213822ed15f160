// A sweep on a real Ray: a worker and the process that submitted are killed, and the result is that of a local run.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { filesBelow, TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RayCluster, until } from './ray-cluster.ts'

const cli = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))
let cluster: RayCluster
let folder: TemporaryFolder

beforeAll(async () => {
  folder = new TemporaryFolder()
  mkdirSync(folder.path('shared'))
  cluster = await RayCluster.start()
})
afterAll(() => {
  cluster?.stop()
  folder[Symbol.dispose]()
})

/** Thirty steps of a random walk; what it knows lies in its checkpoints. */
const TRAIN = `import json, os, pathlib, random, time
params = json.loads(pathlib.Path(os.environ["SLIPWAY_PARAMS"]).read_text())
rows = pathlib.Path("build/rows").read_text()
step, weight, generator = 0, 0.0, random.Random(params["seed"])
resume = os.environ.get("SLIPWAY_RESUME_FROM")
if resume:
    step, weight, state = json.loads(pathlib.Path(resume).read_text())
    generator.setstate((state[0], tuple(state[1]), state[2]))
    print("resumed at", step)
folder = pathlib.Path(os.environ["SLIPWAY_CHECKPOINTS"])
while step < 30:
    time.sleep(params["pause"])
    step, weight = step + 1, weight + params["rate"] * generator.gauss(0, 1)
    if step % 3 == 0:
        (folder / ".new").write_text(json.dumps([step, weight, generator.getstate()]))
        os.replace(folder / ".new", folder / f"step-{step}")
pathlib.Path("build/model").write_text(f"{rows} {weight}")
pathlib.Path("build/tune.json").write_text(json.dumps({"loss": abs(weight - 1)}))
print("secret" if "CI_SECRET" in os.environ else "no secret")
`
const projectOf = (store: string, executor: string) => `version: 1
store: { remote: "${store}" }
stages:
  prepare: { cmd: "echo rows > build/rows", outs: [build/rows] }
  train:
    cmd: python3 train.py
    deps: [train.py, build/rows]
    params: { params.json: [rate, seed, pause] }
    outs: [build/model]
    metrics: [build/tune.json]
    checkpoint: { path: build/checkpoints, keep: 2 }
    sweep: { grid: { rate: [0.5, 1, 2] }, best: { metric: loss, direction: lower }, to: build/tried }
${executor}`

function work(name: string, executor: string): TemporaryRepository {
  mkdirSync(folder.path(name))
  const repository = new TemporaryRepository(folder.path(name))
  repository.git('init', '--quiet', '--initial-branch=main')
  repository.write('slipway.yaml', projectOf(folder.url(`${name}-store`), executor))
  repository.write('train.py', TRAIN)
  repository.write('params.json', '{"rate": 1, "seed": 7, "pause": 0.3}')
  repository.write('.gitignore', '/build\n')
  repository.commit('first')
  return repository
}

function start(cwd: string) {
  let said = ''
  const child = spawn(process.execPath, [cli, 'run'], {
    cwd,
    env: { ...process.env, ...TEST_GIT_ENV, PATH: process.env.PATH, CI_SECRET: 'hush' },
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const ended = new Promise<{ status: number | null; said: string }>((resolve) =>
    child.once('close', (status) => resolve({ status, said })),
  )
  return { child, ended, said: () => said }
}

it('a sweep on Ray outlives its worker and its submitter, and makes what a local run makes', async () => {
  const started = performance.now()
  const ray = work(
    'ray',
    `    executor: { ray: { address: "${cluster.address}", storage: "${folder.url('shared')}", resources: { cpu: 1 } } }\n`,
  )
  const first = start(ray.root)
  const running = async (mark: string) =>
    (await cluster.jobs()).find(({ submission_id: id, status }) => id.includes(mark) && status === 'RUNNING')
      ?.submission_id
  const stored = () => filesBelow(folder.path('shared')).some((path) => path.endsWith('list.json'))
  await Promise.race([
    until(async () => (await running('rate-0-5')) !== undefined && stored()),
    first.ended.then(({ said }) => Promise.reject(new Error(said))),
  ])
  // The submitter dies; the job does not.
  first.child.kill('SIGKILL')
  await first.ended
  const job = (await running('rate-0-5')) ?? ''
  expect(job).not.toBe('')
  const second = start(ray.root)
  await until(async () => second.said().includes(`going on with Ray job ${job}`))
  // Now the machine of the job dies.
  await cluster.killWorkerOf(job)
  const { status, said } = await second.ended
  expect(said).toContain('the cluster lost Ray job')
  expect(said).toMatch(/resumed at \d+/)
  expect(status, said).toBe(0)
  expect(said).not.toContain('\nsecret')

  const local = work('local', '')
  const here = await start(local.root).ended
  expect(here.status, here.said).toBe(0)
  for (const path of [
    'build/model',
    'build/tune.json',
    'build/tried/rate-0.5.json',
    'build/tried/rate-2.json',
  ])
    expect(readFileSync(join(ray.root, path), 'utf8'), path).toBe(
      readFileSync(join(local.root, path), 'utf8'),
    )
  expect(filesBelow(folder.path('shared'))).toEqual([])
  console.log(
    `sweep of 3 on Ray with two kills, and the same here: ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
})
