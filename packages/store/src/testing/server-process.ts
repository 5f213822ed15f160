import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { TemporaryFolder } from './temporary-folder.ts'

const READY_MS = 30_000
const ASK_MS = 25

/** A server of somebody else's on this machine, with a folder of its own; it goes when it is stopped. */
export class ServerProcess {
  readonly endpoint: string
  readonly folder: TemporaryFolder
  readonly #process: ChildProcess

  private constructor(endpoint: string, folder: TemporaryFolder, process: ChildProcess) {
    this.endpoint = endpoint
    this.folder = folder
    this.#process = process
  }

  /** Starts it on a port that is free, and waits until it answers. */
  static async start(
    command: string,
    argumentsFor: (port: number, folder: TemporaryFolder) => readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const folder = new TemporaryFolder()
    const port = await freePort()
    const options = { cwd: folder.root, env: { ...env, HOME: folder.root }, stdio: 'ignore' } as const
    const process = spawn(command, argumentsFor(port, folder), options)
    const server = new ServerProcess(`http://127.0.0.1:${port}`, folder, process)
    await server.#answers()
    return server
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill()
    await ended
    this.folder[Symbol.dispose]()
  }

  async #answers(): Promise<void> {
    for (let left = READY_MS / ASK_MS; ; left--) {
      try {
        await fetch(this.endpoint)
        return
      } catch (error) {
        if (left === 0 || this.#process.exitCode !== null) throw error
        await setTimeout(ASK_MS)
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
