import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const TAIL_BYTES = 16 * 1024

/** What a stage prints, written as it comes; under its final name once it is whole, however the stage ended. */
export class StageLog {
  /** Relative to the root. */
  readonly path: string
  readonly #file: string
  readonly #descriptor: number
  #tail: Buffer = Buffer.alloc(0)

  constructor(root: string, stage: string) {
    this.path = `.slipway/logs/${stage}.log`
    this.#file = join(root, this.path)
    mkdirSync(join(root, '.slipway/logs'), { recursive: true })
    this.#descriptor = openSync(`${this.#file}.part`, 'w')
  }

  write(chunk: Uint8Array): void {
    for (let written = 0; written < chunk.length; ) written += writeSync(this.#descriptor, chunk, written)
    this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES)
  }

  /** The last lines, without colours and cursor movements. */
  tail(lines: number): string {
    const text = stripVTControlCharacters(this.#tail.toString('utf8')).trimEnd()
    const shown = text.split('\n').map((line) => afterReturn(line.replace(/\r+$/, '')))
    return shown.slice(-lines).join('\n')
  }

  close(): void {
    closeSync(this.#descriptor)
    renameSync(`${this.#file}.part`, this.#file)
  }
}

/** What a progress bar left of a line that it wrote again and again. */
function afterReturn(line: string): string {
  return line.slice(line.lastIndexOf('\r') + 1)
}
