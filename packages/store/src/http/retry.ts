/** How long to go on with a request that failed. */
export interface RetryPolicy {
  readonly attempts: number
  /** The first wait is a random part of this; the next of twice as much, and so on. */
  readonly baseMs: number
  readonly capMs: number
  /** Of all waits together; what the attempts themselves take is bounded by the deadlines of their connections. */
  readonly totalMs: number
}

/** A server that is overloaded gets a minute and a half to recover; a line that is cut is tried again at once. */
export const RETRIES: RetryPolicy = { attempts: 7, baseMs: 250, capMs: 20_000, totalMs: 90_000 }

/** What makes a request depend on when it runs. */
export interface Timing {
  now(): number
  sleep(ms: number): Promise<void>
  /** From 0 to below 1. */
  random(): number
  /** A connection that brings nothing for so long is given up. */
  readonly stallMs: number
}

export const realTiming: Timing = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  stallMs: 30_000,
}

/**
 * How long to wait before the next attempt: exponential back-off with full jitter, and never less than the server
 * asked for; undefined where it is time to give up.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param failed attempts so far, at least one
 * @param waitedMs between them
 */
export function planWait(
  failed: number,
  waitedMs: number,
  retryAfterMs: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (failed >= policy.attempts) return undefined
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** (failed - 1))
  const waitMs = Math.max(random * ceiling, retryAfterMs)
  return waitedMs + waitMs > policy.totalMs ? undefined : waitMs
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date; 0 without one. */
export function readRetryAfter(header: string | null, nowMs: number): number {
  if (header === null) return 0
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? 0 : Math.max(0, date - nowMs)
}
