import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Job {
  readonly request: {
    readonly submission_id: string
    readonly entrypoint: string
    readonly runtime_env: { readonly working_dir: string }
  }
  status: string
  code: number | null
  logs: string
  child: ChildProcess | undefined
}

/** The Jobs API of Ray over processes of this machine. */
export class FakeRay {
  readonly jobs = new Map<string, Job>()
  readonly submitted: string[] = []
  readonly #packages = new Map<string, Buffer>()
  readonly #folder = mkdtempSync(join(tmpdir(), 'slipway-ray-'))
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<FakeRay> {
    const ray = new FakeRay()
    await new Promise<void>((resolve) => ray.#server.listen(0, '127.0.0.1', resolve))
    return ray
  }

  get address(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** As when the machine of a job is gone: it ends without a status. */
  lose(id: string): void {
    const job = this.jobs.get(id)
    if (!job) return
    Object.assign(job, { status: 'FAILED', code: null })
    if (job.child?.pid) process.kill(-job.child.pid, 'SIGKILL')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const [, , kind, name = '', what] = (request.url ?? '').split('/')
    const say = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value))
    // As Ray does, against pages that would start jobs.
    if (request.method !== 'GET' && 'sec-fetch-mode' in request.headers) return void say(405, 'browser')
    if (kind === 'packages') {
      const file = what ?? ''
      if (request.method === 'PUT') this.#packages.set(file, body)
      return void say(this.#packages.has(file) ? 200 : 404, {})
    }
    if (request.method === 'POST' && name === '') return void this.#submit(body, say)
    const job = this.jobs.get(name)
    if (!job) return void say(404, {})
    if (what === 'logs') return void say(200, { logs: job.logs })
    if (what === 'stop' && job.child?.pid) {
      job.status = 'STOPPED'
      process.kill(job.child.pid, 'SIGTERM')
    }
    if (request.method === 'DELETE') this.jobs.delete(name)
    say(200, { status: job.status, message: null, driver_exit_code: job.code })
  }

  #submit(body: Buffer, say: (status: number, value: unknown) => void): void {
    const request = JSON.parse(body.toString()) as Job['request']
    const id = request.submission_id
    if (this.jobs.has(id)) {
      say(400, `Job with submission_id ${id} already exists.`)
      return
    }
    const place = join(this.#folder, `${id}-${this.submitted.length}`)
    mkdirSync(place)
    writeFileSync(
      join(place, '.zip'),
      this.#packages.get(request.runtime_env.working_dir.replace('gcs://', '')) ?? '',
    )
    execFileSync('python3', ['-m', 'zipfile', '-e', '.zip', '.'], { cwd: place })
    const command = request.entrypoint.replace(/^python /, 'exec python3 ')
    const child = spawn('sh', ['-c', command], {
      cwd: place,
      detached: true,
      env: { PATH: process.env.PATH },
    })
    const job: Job = { request, status: 'RUNNING', code: null, logs: '', child }
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        job.logs += chunk
      })
    child.once('close', (code) => {
      if (job.status === 'RUNNING') Object.assign(job, { status: code === 0 ? 'SUCCEEDED' : 'FAILED', code })
    })
    this.jobs.set(id, job)
    this.submitted.push(id)
    say(200, { submission_id: id })
  }

  [Symbol.dispose](): void {
    for (const id of this.jobs.keys()) if (this.jobs.get(id)?.status === 'RUNNING') this.lose(id)
    this.#server.closeAllConnections()
    this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
