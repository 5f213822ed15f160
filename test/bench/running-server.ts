import { type ChildProcess, spawn } from 'node:child_process'

/** A server in a process of its own, until it is stopped. */
export class RunningServer {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  /**
   * Starts a server and waits until it says that it is there.
   * @param ready finds its address in what it has printed
   */
  static async start(
    command: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
    ready: (printed: string) => string | undefined,
  ): Promise<RunningServer> {
    const child = spawn(command, args, {
      ...options,
      env: { ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const url = await new Promise<string>((resolve, reject) => {
      let printed = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => {
          printed += text
          const found = ready(printed)
          if (found !== undefined) resolve(found)
        })
      child.on('error', reject)
      child.on('exit', (status) => reject(new Error(`${command} ended with ${status}:\n${printed}`)))
    })
    return new RunningServer(url, child)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}
