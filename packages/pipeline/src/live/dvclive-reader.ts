import { LineBuffer } from './line-buffer.ts'
import type { LivePoint, LiveReader } from './live-point.ts'

/**
 * Reads a table of DVCLive, `plots/metrics/<name>.tsv`: a line of names, then a step and the value of the metric, which is the
 * last column; a time may stand between.
 * @see https://doc.dvc.org/dvclive/how-it-works
 */
export class DvcliveReader implements LiveReader {
  readonly #name: string
  readonly #lines = new LineBuffer()
  #step: number | undefined

  constructor(name: string) {
    this.#name = name
  }

  read(bytes: Uint8Array): readonly LivePoint[] {
    return this.#lines.take(bytes).flatMap((line) => {
      const cells = line.split('\t')
      if (this.#step === undefined) {
        // A table that goes on after a checkpoint has its names above what was there before.
        this.#step = Math.max(0, cells.indexOf('step'))
        if (cells.includes('step')) return []
      }
      const step = Number(cells[this.#step])
      const text = cells.at(-1) ?? ''
      const value = /^[+-]?inf/i.test(text)
        ? text.startsWith('-')
          ? Number.NEGATIVE_INFINITY
          : Number.POSITIVE_INFINITY
        : Number(text)
      const isNumber = text.trim() !== '' && (!Number.isNaN(value) || /^[+-]?nan$/i.test(text))
      return Number.isFinite(step) && isNumber ? [{ name: this.#name, step, value }] : []
    })
  }
}
