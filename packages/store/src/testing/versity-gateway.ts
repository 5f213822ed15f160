import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { TemporaryFolder } from './temporary-folder.ts'

const PROGRAM = fileURLToPath(new URL('../../../../test/.tools/bin/versitygw', import.meta.url))
const KEY = 'slipway-test'
const SECRET = 'secret-of-the-test'

/** A server of somebody else's that speaks S3, checks signatures and digests, and keeps its buckets in a folder. */
export class VersityGateway {
  static readonly installed = existsSync(PROGRAM)
  /** For the name of what is skipped. */
  static readonly missing = VersityGateway.installed
    ? ''
    : ' (versitygw is not installed: see what npm test says)'
  readonly endpoint: string
  readonly #folder: TemporaryFolder
  readonly #process: ChildProcess
  #buckets = 0

  private constructor(endpoint: string, folder: TemporaryFolder, process: ChildProcess) {
    this.endpoint = endpoint
    this.#folder = folder
    this.#process = process
  }

  static async start(): Promise<VersityGateway> {
    const folder = new TemporaryFolder()
    mkdirSync(folder.path('buckets'))
    const port = await freePort()
    const process = spawn(
      PROGRAM,
      ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder.path('buckets')],
      {
        env: { ROOT_ACCESS_KEY: KEY, ROOT_SECRET_KEY: SECRET, HOME: folder.root },
        stdio: 'ignore',
      },
    )
    const gateway = new VersityGateway(`http://127.0.0.1:${port}`, folder, process)
    await gateway.#answers()
    return gateway
  }

  /** What makes a process use this server. */
  get env(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: this.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: this.#folder.root,
    }
  }

  /** A new, empty bucket. */
  makeBucket(): string {
    const name = `bucket-${++this.#buckets}`
    mkdirSync(this.#folder.path(`buckets/${name}`))
    return name
  }

  /** Where the server keeps the bucket: to look at it, and to damage it. */
  folderOf(bucket: string): string {
    return this.#folder.path(`buckets/${bucket}`)
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill()
    await ended
    this.#folder[Symbol.dispose]()
  }

  async #answers(): Promise<void> {
    for (let left = 200; ; left--) {
      try {
        await fetch(this.endpoint)
        return
      } catch (error) {
        if (left === 0 || this.#process.exitCode !== null) throw error
        await setTimeout(25)
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
