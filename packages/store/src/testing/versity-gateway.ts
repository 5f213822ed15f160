import { mkdirSync } from 'node:fs'
import { installedTool } from './installed-tool.ts'
import { ServerProcess } from './server-process.ts'

const PROGRAM = installedTool('versitygw', 'bin/versitygw')
const KEY = 'slipway-test'
const SECRET = 'secret-of-the-test'

/** A server of somebody else's that speaks S3, checks signatures and digests, and keeps its buckets in a folder. */
export class VersityGateway {
  static readonly installed = PROGRAM.installed
  static readonly missing = PROGRAM.missing
  readonly #server: ServerProcess
  #buckets = 0

  private constructor(server: ServerProcess) {
    this.#server = server
  }

  /** @param accessLog a file that gets a line for each request */
  static async start(accessLog?: string): Promise<VersityGateway> {
    const server = await ServerProcess.start(
      PROGRAM.file,
      (port, folder) => {
        mkdirSync(folder.path('buckets'))
        const log = accessLog === undefined ? [] : ['--access-log', accessLog]
        return ['--port', `127.0.0.1:${port}`, '--quiet', ...log, 'posix', folder.path('buckets')]
      },
      { ROOT_ACCESS_KEY: KEY, ROOT_SECRET_KEY: SECRET },
    )
    return new VersityGateway(server)
  }

  get endpoint(): string {
    return this.#server.endpoint
  }

  /** What makes a process use this server. */
  get env(): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: this.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: this.#server.folder.root,
    }
  }

  /** A new, empty bucket. */
  makeBucket(): string {
    const name = `bucket-${++this.#buckets}`
    mkdirSync(this.folderOf(name))
    return name
  }

  /** Where the server keeps the bucket: to look at it, and to damage it. */
  folderOf(bucket: string): string {
    return this.#server.folder.path(`buckets/${bucket}`)
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
