import { signSharedKey } from '../azure/sign-shared-key.ts'
import { installedTool } from './installed-tool.ts'
import { ServerProcess } from './server-process.ts'

const PROGRAM = installedTool('azurite', 'azurite/node_modules/azurite/dist/src/blob/main.js')
/** Azurite's own, known to everybody. https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
export const AZURITE_ACCOUNT = 'devstoreaccount1'
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Microsoft's emulator of Azure Blob Storage, which checks signatures and digests; it keeps everything in memory. */
export class Azurite {
  static readonly installed = PROGRAM.installed
  static readonly missing = PROGRAM.missing
  readonly #server: ServerProcess
  #containers = 0

  private constructor(server: ServerProcess) {
    this.#server = server
  }

  static async start(): Promise<Azurite> {
    const server = await ServerProcess.start(process.execPath, (port) => [
      PROGRAM.file,
      ...['--blobHost', '127.0.0.1', '--blobPort', `${port}`],
      ...['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ])
    return new Azurite(server)
  }

  get endpoint(): string {
    return `${this.#server.endpoint}/${AZURITE_ACCOUNT}`
  }

  /** What makes a process use this server. */
  get env(): Record<string, string> {
    return {
      AZURE_STORAGE_CONNECTION_STRING: `AccountName=${AZURITE_ACCOUNT};AccountKey=${KEY};BlobEndpoint=${this.endpoint};`,
      HOME: this.#server.folder.root,
    }
  }

  /** A new, empty container. */
  async makeContainer(): Promise<string> {
    const name = `container-${++this.#containers}`
    await this.#put(`${name}?restype=container`, {}, new Uint8Array())
    return name
  }

  /** Writes a blob past every store, as anybody can who has the key. */
  async plant(container: string, path: string, bytes: Uint8Array): Promise<void> {
    await this.#put(`${container}/${path}`, { 'x-ms-blob-type': 'BlockBlob' }, bytes)
  }

  async #put(path: string, more: Record<string, string>, bytes: Uint8Array): Promise<void> {
    const url = new URL(`${this.endpoint}/${path}`)
    const headers = { 'x-ms-version': '2021-08-06', 'x-ms-date': new Date().toUTCString(), ...more }
    const asked = { method: 'PUT', url, headers, body: [bytes] } as const
    const authorization = signSharedKey(asked, AZURITE_ACCOUNT, KEY)
    const body = Uint8Array.from(bytes)
    const reply = await fetch(url, { method: 'PUT', headers: { ...headers, authorization }, body })
    if (!reply.ok) throw new Error(`no ${path}: ${reply.status} ${await reply.text()}`)
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
