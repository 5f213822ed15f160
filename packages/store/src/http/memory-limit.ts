/** Bounds the bytes that tasks hold in memory together; what does not fit waits in line. */
export class MemoryLimit {
  readonly #bytes: number
  #held = 0
  readonly #waiting: { readonly bytes: number; readonly start: () => void }[] = []

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** Waits for room; what is larger than everything waits until it is alone. */
  async hold<Result>(bytes: number, work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting.length === 0 && this.#fits(bytes)) this.#held += bytes
    else await new Promise<void>((start) => this.#waiting.push({ bytes, start }))
    try {
      return await work()
    } finally {
      this.#held -= bytes
      this.#admit()
    }
  }

  #fits(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#bytes
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#held += next.bytes
      next.start()
    }
  }
}
