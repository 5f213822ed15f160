/** Why a connection was given up. */
class Stalled extends Error {}

/** Whether an error comes of a connection that was given up because nothing came. */
export function isStalled(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Stalled) return true
  return false
}

/** Gives up what makes no progress: the signal is aborted once nobody has extended it for long enough. */
export class Deadline {
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number) {
    this.extend(ms)
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  extend(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#abort.abort(new Stalled(`nothing came for ${ms / 1000} s`)), ms)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

/** Passes the bytes on, and breaks when none come for too long. */
export async function* withDeadline(
  body: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  stallMs: number,
): AsyncIterable<Uint8Array> {
  try {
    deadline.extend(stallMs)
    for await (const chunk of body) {
      // Whoever reads may take their time.
      deadline.end()
      yield chunk
      deadline.extend(stallMs)
    }
  } finally {
    deadline.end()
  }
}
