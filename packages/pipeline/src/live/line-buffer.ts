/** No line of metrics is longer. */
const LONGEST = 1 << 20

/** Cuts bytes that come in pieces into whole lines; a line that is too long is left out. */
export class LineBuffer {
  readonly #decoder = new TextDecoder()
  #rest = ''
  #skipping = false

  take(bytes: Uint8Array): string[] {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n')
    this.#rest = parts.pop() ?? ''
    if (this.#skipping && parts.length > 0) {
      parts.shift()
      this.#skipping = false
    }
    if (this.#rest.length > LONGEST) {
      this.#rest = ''
      this.#skipping = true
    }
    return parts.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '')
  }
}
