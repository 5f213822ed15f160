import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Benchmark, CannotRun, type Row, type Table, type Target } from '../benchmark.ts'
import { contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../lab.ts'
import { RunningServer } from '../running-server.ts'
import { timeProcess } from '../time-process.ts'

const PATH = '/v2/models/model/infer'
const SECONDS = 3
const CONNECTIONS = [1, 16, 64]
const ROW = Array.from({ length: 11 }, (_, index) => Math.sin(index + 1))
const BODY = JSON.stringify({
  inputs: [{ name: 'features', datatype: 'FP32', shape: [1, ROW.length], data: ROW }],
})

export const serve: Benchmark = {
  name: 'serve',
  title: 'Serving a gradient-boosting model',
  run: async (lab) => {
    if (spawnSync('wrk', ['--version']).error)
      throw new CannotRun('wrk, which makes the load, is not installed (Debian: apt install wrk)')
    const python = lab.peers.program('python')
    if (python === undefined) throw new CannotRun('the model is made with scikit-learn, which is not here')
    const model = join(lab.folder, 'model.onnx')
    await timeProcess(python, [join(lab.root, 'test/bench/peers/make_model.py'), model], { cwd: lab.folder })
    await using ours = await startOurs(lab, model)
    await using theirs = await startFastApi(lab, model)
    await using echo = await startEcho(lab)
    const servers = [
      { label: '`slipway serve`', url: ours.url },
      { label: 'FastAPI 0.165, uvicorn with uvloop and httptools, orjson, ONNX Runtime', url: theirs.url },
      { label: '`node:http`, which sends the body back', url: echo.url },
    ]
    for (const { label, url } of servers.slice(0, 2)) await checkAnswer(label, url)
    const script = join(lab.folder, 'post.lua')
    writeFileSync(
      script,
      `wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = '${BODY}'\n`,
    )
    const loads: Load[] = []
    for (const connections of CONNECTIONS) loads.push(await putUnderLoad(lab, servers, script, connections))
    return {
      method: `Gradient boosting with 200 iterations on 11 features (453 kB of ONNX), one row a request (${BODY.length} bytes of Open Inference Protocol), asked by wrk from the same two cores, ${SECONDS} s at a time. Ours checks the model’s digest before it loads it, validates every request, keeps a bounded queue with deadlines, and runs the model in a process of its own without network, which costs a hop each way; the peer is the fastest handler that we could write with FastAPI, in one process, and does none of that.`,
      tables: loads.flatMap(({ tables }) => tables),
      targets: targetsOf(loads),
      notes: [],
    }
  },
}

async function startOurs(lab: Lab, model: string): Promise<RunningServer> {
  const cwd = join(lab.folder, 'ours')
  mkdirSync(cwd)
  const digest = createHash('sha256').update(readFileSync(model)).digest('hex')
  const entry = { name: 'model', version: 'v1.0.0', digest: `sha256:${digest}`, source: model }
  writeFileSync(join(cwd, 'serving.json'), JSON.stringify({ schema: 'slipway.serving/v1', models: [entry] }))
  const [node, cli] = slipwayOf(lab)
  const args = [cli, 'serve', '--config', 'serving.json', '--port', '0', '--cache', join(cwd, 'cache')]
  const env = { ...CLEAN_ENV, SLIPWAY_NATIVE_PACK: join(lab.root, 'packages', 'onnx') }
  return RunningServer.start(node, args, { cwd, env }, (printed) =>
    printed.includes('serving') ? addressIn(printed) : undefined,
  )
}

async function startFastApi(lab: Lab, model: string): Promise<RunningServer> {
  const uvicorn = lab.peers.program('uvicorn') ?? 'uvicorn'
  const args = [
    'fastapi_app:app',
    '--port',
    '0',
    '--no-access-log',
    '--loop',
    'uvloop',
    '--http',
    'httptools',
  ]
  const cwd = join(lab.root, 'test', 'bench', 'peers')
  return RunningServer.start(
    uvicorn,
    args,
    { cwd, env: { ...CLEAN_ENV, MODEL: model, PYTHONDONTWRITEBYTECODE: '1' } },
    addressIn,
  )
}

async function startEcho({ root, folder }: Lab): Promise<RunningServer> {
  const program = join(root, 'test', 'bench', 'suites', 'echo-server.ts')
  return RunningServer.start(process.execPath, [program], { cwd: folder, env: CLEAN_ENV }, addressIn)
}

function addressIn(printed: string): string | undefined {
  return /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1]
}

/** A server that answers with an error is fast. */
async function checkAnswer(label: string, url: string): Promise<void> {
  const response = await fetch(url + PATH, { method: 'POST', body: BODY })
  const text = await response.text()
  if (!response.ok || !/"probabilities".*"data":\[0\.\d+,0\.\d+\]/.test(text))
    throw new Error(`${label} answers ${response.status}: ${text.slice(0, 500)}`)
}

interface Load {
  readonly connections: number
  readonly rates: readonly Row[]
  readonly latencies: readonly Row[]
  readonly tables: readonly Table[]
}

async function putUnderLoad(
  { folder, say }: Lab,
  servers: readonly { readonly label: string; readonly url: string }[],
  script: string,
  connections: number,
): Promise<Load> {
  say(`${connections} connections`)
  const latencies = new Map(servers.map(({ label }) => [label, [] as number[]]))
  const rates = await contest(
    servers.map(({ label, url }) => ({
      label,
      run: async () => {
        const args = [
          '-t',
          '1',
          '-c',
          `${connections}`,
          '-d',
          `${SECONDS}s`,
          '--latency',
          '-s',
          script,
          url + PATH,
        ]
        const { stdout } = await timeProcess('wrk', args, { cwd: folder })
        if (stdout.includes('Non-2xx')) throw new Error(`${label}: ${stdout}`)
        latencies.get(label)?.push(millisecondsOf(/99%\s+([\d.]+)(us|ms|s)/.exec(stdout)))
        return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
      },
    })),
    { rounds: 5, say },
  )
  // The first round warmed up.
  const p99 = servers.map(({ label }) => ({ label, samples: latencies.get(label)?.slice(1) ?? [] }))
  const word = connections === 1 ? 'one connection' : `${connections} connections`
  return {
    connections,
    rates,
    latencies: p99,
    tables: [
      { caption: word, unit: 'req/s', rows: rates },
      { caption: `${word}, 99th percentile`, unit: 'ms', rows: p99 },
    ],
  }
}

function millisecondsOf(match: RegExpExecArray | null): number {
  const scale = { us: 0.001, ms: 1, s: 1000 }[match?.[2] ?? ''] ?? Number.NaN
  return Number(match?.[1]) * scale
}

function targetsOf(loads: readonly Load[]): readonly Target[] {
  const at = (connections: number) => loads.find((load) => load.connections === connections)
  const times = (
    what: string,
    limit: number,
    rows: readonly Row[] | undefined,
    unit: 'req/s' | 'ms',
  ): Target => {
    const [ours, theirs] = rows ?? []
    const measured = ours && theirs && ratioOf(ours, theirs, unit)
    return { what, relation: 'at least', limit, measured, unit: '×' }
  }
  return [
    times('64 connections, against FastAPI', 5, at(64)?.rates, 'req/s'),
    times('the same, 99th percentile', 5, at(64)?.latencies, 'ms'),
    times('one connection, against FastAPI', 1.5, at(1)?.rates, 'req/s'),
  ]
}
