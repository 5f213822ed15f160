import { isStalled } from './deadline.ts'

/** More at a time than this pays off with no server. */
export const MOST_AT_A_TIME = 32
const FIRST_AT_A_TIME = 8

/** How many requests may be under way; between two whole numbers while it grows. */
export interface Pace {
  readonly limit: number
  /** How often it was halved. */
  readonly cuts: number
}

/** How a request ended, as far as it says something about how much the server can take. */
export type Sign = 'served' | 'overloaded' | 'neither'

/**
 * One more for each round of successes, half as many where a server is overloaded. Requests that began before the last
 * halving say nothing about the limit since: so a round trip halves it once, however many of it were refused.
 * Source: Chiu and Jain, Analysis of the increase and decrease algorithms for congestion avoidance, 1989.
 * @param cuts how often the limit had been halved when the request began
 */
export function nextPace(pace: Pace, sign: Sign, cuts: number): Pace {
  const { limit } = pace
  if (sign === 'neither' || cuts !== pace.cuts) return pace
  return sign === 'served'
    ? { ...pace, limit: Math.min(MOST_AT_A_TIME, limit + 1 / limit) }
    : { limit: Math.max(1, Math.floor(limit / 2)), cuts: pace.cuts + 1 }
}

const OVERLOADED = [408, 429, 503, 504]
/** In the words of the clouds, some of which come with another status. */
const OVERLOAD_CODE = /slowdown|throttl|serverbusy|timeout|timedout|toomanyrequests|ratelimit/i

/** @param end with status 0 where there was no answer; a connection that was cut says nothing about the load */
export function signOf(end: {
  readonly status: number
  readonly code?: string
  readonly cause?: unknown
}): Sign {
  const { status, code = '', cause } = end
  if (OVERLOADED.includes(status) || OVERLOAD_CODE.test(code) || isStalled(cause)) return 'overloaded'
  return status === 0 || status >= 500 ? 'neither' : 'served'
}

/** A place among the requests under way. */
export interface Turn {
  /** Gives the place back; after the first time it does nothing. */
  end(sign: Sign): void
}

/** Lets as many requests at a time go to one server as it can take, in the order in which they come. */
export class RequestLimit {
  #pace: Pace = { limit: FIRST_AT_A_TIME, cuts: 0 }
  #underWay = 0
  readonly #waiting: (() => void)[] = []

  /** How many may be under way now. */
  get limit(): number {
    return Math.floor(this.#pace.limit)
  }

  async turn(): Promise<Turn> {
    if (this.#waiting.length === 0 && this.#underWay < this.limit) this.#underWay++
    else await new Promise<void>((start) => this.#waiting.push(start))
    const { cuts } = this.#pace
    let isOver = false
    return {
      end: (sign) => {
        if (isOver) return
        isOver = true
        // A limit that nobody comes up to is not shown to be bearable.
        const isTried = this.#underWay >= this.limit
        this.#underWay--
        if (isTried || sign === 'overloaded') this.#pace = nextPace(this.#pace, sign, cuts)
        this.#admit()
      },
    }
  }

  #admit(): void {
    while (this.#underWay < this.limit) {
      const start = this.#waiting.shift()
      if (start === undefined) return
      this.#underWay++
      start()
    }
  }
}

/** Passes a body on, and keeps the place of its request until the last byte came or whoever reads has enough. */
export async function* untilRead(body: AsyncIterable<Uint8Array>, turn: Turn): AsyncIterable<Uint8Array> {
  let sign: Sign = 'served'
  try {
    yield* body
  } catch (error) {
    sign = isStalled(error) ? 'overloaded' : 'neither'
    throw error
  } finally {
    turn.end(sign)
  }
}
