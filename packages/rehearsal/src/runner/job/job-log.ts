import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Masks } from './masks.ts'

/** A job's log file: a time stamp before each line as in GitHub's, secrets taken out, readable while the job runs. */
export class JobLog {
  readonly #file: number
  readonly #masks: Masks
  readonly #now: () => Date

  constructor(path: string, masks: Masks, now: () => Date) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'w')
    this.#masks = masks
    this.#now = now
  }

  /** Adds text of one or more lines. */
  write(text: string): void {
    const time = this.#now().toISOString().replace('Z', '0000Z')
    const lines = this.#masks.apply(text).split('\n')
    writeSync(this.#file, lines.map((line) => `${time} ${line}\n`).join(''))
  }

  group(title: string, lines: readonly string[]): void {
    this.write([`##[group]${title}`, ...lines, '##[endgroup]'].join('\n'))
  }

  close(): void {
    closeSync(this.#file)
  }
}
