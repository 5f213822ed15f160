import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const VERSION = 'ray[default]==2.60.0'
const tools = fileURLToPath(new URL('../.tools/ray', import.meta.url))
const bin = join(tools, 'bin')

/** A head without cores and two workers with one each, as machines 127.0.0.2, .3 and .4 of the loopback network. */
export class RayCluster {
  readonly address: string
  readonly #folder: string
  readonly #head: ChildProcess
  readonly #workers: ChildProcess[]

  private constructor(address: string, folder: string, head: ChildProcess, workers: ChildProcess[]) {
    this.address = address
    this.#folder = folder
    this.#head = head
    this.#workers = workers
  }

  static async start(): Promise<RayCluster> {
    if (!existsSync(join(bin, 'ray'))) {
      execFileSync('python3', ['-m', 'venv', tools])
      execFileSync(join(bin, 'pip'), ['install', '--quiet', VERSION])
    }
    // Sockets of Unix have short names only.
    mkdirSync('/tmp/slipway-ray', { recursive: true })
    const folder = mkdtempSync('/tmp/slipway-ray/')
    const [port, dashboard] = [await freePort(), await freePort()]
    const log = join(folder, 'start.log')
    const head = await startNode(log, [
      '--head',
      '--node-ip-address=127.0.0.2',
      `--port=${port}`,
      '--num-cpus=0',
      '--dashboard-host=127.0.0.1',
      `--dashboard-port=${dashboard}`,
      `--temp-dir=${folder}/r`,
    ])
    const address = `http://127.0.0.1:${dashboard}`
    await until(async () => (await fetch(`${address}/api/version`)).ok)
    const workers: ChildProcess[] = []
    const cluster = new RayCluster(address, folder, head, workers)
    // One after the other: two that start on one machine at once take each other's ports.
    for (const ip of ['127.0.0.3', '127.0.0.4']) {
      workers.push(
        await startNode(log, [`--address=127.0.0.2:${port}`, `--node-ip-address=${ip}`, '--num-cpus=1']),
      )
      await until(
        async () =>
          (await cluster.#nodes()).filter((node) => node.raylet?.state === 'ALIVE').length > workers.length,
      )
    }
    return cluster
  }

  /** Jobs by name, with their states. */
  async jobs(): Promise<
    readonly { readonly submission_id: string; readonly status: string; readonly driver_node_id?: string }[]
  > {
    return (await (await fetch(`${this.address}/api/jobs/`)).json()) as never
  }

  /** Ends the worker on which a job runs, as a machine that is switched off. */
  async killWorkerOf(job: string): Promise<void> {
    const { driver_node_id: id } =
      (await this.jobs()).find(({ submission_id }) => submission_id === job) ?? {}
    const node = (await this.#nodes()).find(({ raylet }) => raylet?.nodeId === id)
    const worker = this.#workers[node?.ip === '127.0.0.3' ? 0 : 1]
    killGroup(worker)
  }

  async #nodes() {
    const answer = (await (await fetch(`${this.address}/nodes?view=summary`)).json()) as {
      data: { summary: { ip: string; raylet?: { state?: string; nodeId?: string } }[] }
    }
    return answer.data.summary
  }

  stop(): void {
    for (const node of [...this.#workers, this.#head]) killGroup(node)
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function startNode(log: string, options: readonly string[]): Promise<ChildProcess> {
  const agent = await freePort()
  const out = openSync(log, 'a')
  return spawn(
    join(bin, 'ray'),
    [
      'start',
      ...options,
      `--dashboard-agent-listen-port=${agent}`,
      '--block',
      '--disable-usage-stats',
      '--object-store-memory=80000000',
    ],
    {
      // A group of its own: all of a machine ends at once.
      detached: true,
      stdio: ['ignore', out, out],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, RAY_USAGE_STATS_ENABLED: '0' },
    },
  )
}

/** All processes of a group, also those that made groups of their own. */
function killGroup(node: ChildProcess | undefined): void {
  if (node?.pid === undefined) return
  for (const pid of [node.pid, ...below(node.pid)]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
}

function below(parent: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number))
  const children = pairs.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []))
  return children.flatMap((pid) => [pid, ...below(pid)])
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 120_000
  while (!(await holds().catch(() => false))) {
    if (performance.now() > endMs) throw new Error('it did not happen within two minutes')
    await delay(200)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
