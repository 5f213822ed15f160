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
    const reply = await fetch(`${this.endpoint}/storage/v1/b?project=test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    if (!reply.ok) throw new Error(`no bucket: ${reply.status}`)
    return name
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
