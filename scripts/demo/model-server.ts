import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServedModel {
  readonly version: string
  readonly digest: string
}

/** `slipway serve` in a process of its own, following a stage. */
export class ModelServer {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  static async start(
    command: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly log: string },
  ): Promise<ModelServer> {
    const [program = 'node', ...args] = command
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    // However this process ends, nobody is left listening.
    process.once('exit', () => child.kill())
    const log = createWriteStream(options.log)
    const url = await new Promise<string>((resolve, reject) => {
      let seen = ''
      child.stderr.on('data', (chunk: Buffer) => {
        log.write(chunk)
        seen += chunk
        const found = /listening on (http:\/\/[^\s,]+)/.exec(seen)?.[1]
        if (found) resolve(found)
      })
      child.on('error', reject)
      child.on('exit', (status) => reject(new Error(`slipway serve ended with ${status}:\n${seen}`)))
    })
    return new ModelServer(url, child)
  }

  /** What answers for a model now, or undefined where nothing does. */
  async served(model: string): Promise<ServedModel | undefined> {
    const response = await fetch(`${this.url}/v2/models/${model}`)
    if (!response.ok) return undefined
    const { properties } = (await response.json()) as { properties?: { version?: string; digest?: string } }
    return properties?.version && properties.digest
      ? { version: properties.version, digest: properties.digest }
      : undefined
  }

  /** Waits until the model answers with this digest. */
  async awaitDigest(model: string, digest: string): Promise<ServedModel> {
    for (let attempt = 0; attempt < 240; attempt++) {
      const served = await this.served(model)
      if (served?.digest === digest) return served
      await sleep(250)
    }
    throw new Error(`The server does not serve ${digest} after a minute; see its log`)
  }

  /** Asks for the probability that each of these rows is late. */
  async predict(
    model: string,
    rows: readonly (readonly number[])[],
  ): Promise<{ version: string; probabilities: number[] }> {
    const body = {
      inputs: [
        { name: 'features', datatype: 'FP32', shape: [rows.length, rows[0]?.length ?? 0], data: rows.flat() },
      ],
    }
    const response = await fetch(`${this.url}/v2/models/${model}/infer`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as {
      model_version: string
      outputs: { name: string; data: number[] }[]
    }
    if (!response.ok) throw new Error(`The model does not answer: ${JSON.stringify(answer)}`)
    const probabilities = answer.outputs.find(({ name }) => name === 'probabilities')?.data ?? []
    return {
      version: answer.model_version,
      probabilities: probabilities.filter((_, index) => index % 2 === 1),
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}
