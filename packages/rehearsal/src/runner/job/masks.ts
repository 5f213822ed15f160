const MASK = '***'

/** Below this length, encoded forms are so short that they would hide ordinary text. */
const SHORTEST_ENCODED = 4

/** Secrets of a job; takes them out of everything that is written down, in the forms in which they tend to leak. */
export class Masks {
  readonly #values = new Set<string>()
  #expression: RegExp | undefined

  /** Adds a secret, each of its lines, and its common encodings. Blank text is no secret. */
  add(secret: string): void {
    const lines = [secret, ...secret.split(/[\r\n]+/)].map((line) => line.trim())
    for (const line of [secret, ...lines]) {
      if (line.trim() === '') continue
      this.#values.add(line)
      if (line.length >= SHORTEST_ENCODED) for (const form of encodings(line)) this.#values.add(form)
    }
    this.#expression = undefined
  }

  apply(text: string): string {
    if (this.#values.size === 0) return text
    this.#expression ??= anyOf(this.#values)
    return text.replace(this.#expression, MASK)
  }

  hides(text: string): boolean {
    return this.apply(text) !== text
  }
}

function anyOf(values: ReadonlySet<string>): RegExp {
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length)
  return new RegExp(
    longestFirst.map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  )
}

/** As JSON, in a URL, and inside Base64 at each of the three places where a group of bytes can start. */
function encodings(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const base64 = [0, 1, 2].map((shift) => {
    const aligned = bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 3))
    return aligned.length < SHORTEST_ENCODED ? '' : aligned.toString('base64')
  })
  return [
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64'),
    ...base64,
  ].filter((form) => form !== text && form !== '')
}
