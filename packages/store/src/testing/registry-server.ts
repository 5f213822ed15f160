import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installedTool } from './installed-tool.ts'
import { ServerProcess } from './server-process.ts'
import type { TemporaryFolder } from './temporary-folder.ts'

/** Programs of others that serve a registry, or read one. */
export type RegistryTool = 'crane' | 'docker-registry' | 'oras' | 'skopeo'

/** Where Debian's packages are unpacked, with the libraries that they need. */
const DEBIAN = 'debian/usr'

function fileOf(name: RegistryTool): string | undefined {
  const installed = [`bin/${name}`, `${DEBIAN}/bin/${name}`].map((path) => installedTool(name, path).file)
  const anywhere = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  return [...installed, ...anywhere].find((file) => existsSync(file))
}

/** For the name of what is skipped: which of them are not installed; empty where all are. */
export function missingTools(...names: RegistryTool[]): string {
  const missing = names.filter((name) => fileOf(name) === undefined)
  return missing.length === 0 ? '' : ` (not installed: ${missing.join(', ')}: see what npm test says)`
}

/** Runs one of them to its end, with a home of its own, and gives what it printed. */
export function runTool(name: RegistryTool, args: readonly string[], cwd: string): Buffer {
  const libraries = ['x86_64', 'aarch64'].map(
    (machine) => installedTool(name, `${DEBIAN}/lib/${machine}-linux-gnu`).file,
  )
  const env = { PATH: process.env.PATH, HOME: cwd, LD_LIBRARY_PATH: libraries.join(delimiter) }
  const maxBuffer = 64 << 20
  return execFileSync(fileOf(name) ?? name, args, { cwd, env, maxBuffer, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A registry of somebody else's that compares digests. */
export class RegistryServer {
  readonly #server: ServerProcess
  #repositories = 0

  private constructor(server: ServerProcess) {
    this.#server = server
  }

  /** @param deletes whether docker-registry lets anybody delete, as it does not by itself */
  static async start(name: 'crane' | 'docker-registry', deletes = true): Promise<RegistryServer> {
    const argumentsFor = (port: number, folder: TemporaryFolder) => {
      const address = `127.0.0.1:${port}`
      if (name === 'crane') return ['registry', 'serve', '--address', address]
      const settings = {
        version: 0.1,
        log: { level: 'error', accesslog: { disabled: true } },
        storage: { filesystem: { rootdirectory: folder.path('data') }, delete: { enabled: deletes } },
        http: { addr: address },
      }
      return ['serve', folder.write('settings.yml', JSON.stringify(settings))]
    }
    return new RegistryServer(await ServerProcess.start(fileOf(name) ?? name, argumentsFor))
  }

  /** With its port. */
  get host(): string {
    return new URL(this.#server.endpoint).host
  }

  /** A new, empty repository. */
  makeRepository(): string {
    return `team/store-${++this.#repositories}`
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }
}
