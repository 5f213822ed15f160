import { installedTool } from './installed-tool.ts'
import { ServerProcess } from './server-process.ts'

const PROGRAM = installedTool('fake-gcs-server', 'bin/fake-gcs-server')

/** A server of somebody else's that speaks the JSON API of Google Cloud Storage and compares digests; it keeps everything in memory. */
export class FakeGcsServer {
  static readonly installed = PROGRAM.installed
  static readonly missing = PROGRAM.missing
  readonly #server: ServerProcess
  #buckets = 0

  private constructor(server: ServerProcess) {
    this.#server = server
  }

  static async start(): Promise<FakeGcsServer> {
    const server = await ServerProcess.start(PROGRAM.file, (port) => [
      ...['-scheme', 'http', '-host', '127.0.0.1', '-port', `${port}`],
      ...['-public-host', `127.0.0.1:${port}`, '-backend', 'memory', '-log-level', 'error'],
    ])
    return new FakeGcsServer(server)
  }

  get endpoint(): string {
    return this.#server.endpoint
  }

  /** What makes a process use this server. */
  get env(): Record<string, string> {
    return { STORAGE_EMULATOR_HOST: this.endpoint, HOME: this.#server.folder.root }
  }

  /** A new, empty bucket. */
  async makeBucket(): Promise<string> {
    const name = `bucket-${++this.#buckets}`
    await this.#post('storage/v1/b?project=test', 'application/json', Buffer.from(JSON.stringify({ name })))
    return name
  }

  /** Writes an object past every store, as anybody can who may write to the bucket. */
  async plant(bucket: string, path: string, bytes: Uint8Array): Promise<void> {
    const asked = `uploadType=media&name=${encodeURIComponent(path)}`
    await this.#post(`upload/storage/v1/b/${bucket}/o?${asked}`, 'application/octet-stream', bytes)
  }

  async #post(path: string, type: string, bytes: Uint8Array): Promise<void> {
    const headers = { 'content-type': type }
    const body = Uint8Array.from(bytes)
    const reply = await fetch(`${this.endpoint}/${path}`, { method: 'POST', headers, body })
    if (!reply.ok) throw new Error(`no ${path}: ${reply.status} ${await reply.text()}`)
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
