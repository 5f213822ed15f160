import type { ByteRange } from '../backend.ts'
import { planWait, type RetryPolicy, type Timing } from './retry.ts'

/** A body that has begun to come. */
export interface OpenBody {
  /** 206 where only what was asked for comes. */
  readonly status: number
  readonly stream: AsyncIterable<Uint8Array> | undefined
}

interface Reading {
  readonly timing: Timing
  readonly retries: RetryPolicy
  /** Asks for the bytes of a range, whose end may be infinite; undefined where the object ends before it. */
  open(range: ByteRange): Promise<OpenBody | undefined>
  /** The error of a body that broke too often. */
  broken(cause: unknown, range: ByteRange): Error
}

/** Reads the bytes of a range, or all; a body that breaks goes on where it broke. */
export async function* readOn(
  range: ByteRange | undefined,
  { timing, retries, open, broken }: Reading,
): AsyncGenerator<Uint8Array> {
  const end = range?.end ?? Number.POSITIVE_INFINITY
  let at = range?.start ?? 0
  let failed = 0
  let waitedMs = 0
  while (at < end) {
    const from = at
    const body = await open({ start: at, end })
    if (!body) return
    try {
      // A server that knows no ranges sends everything.
      let skip = body.status === 206 ? 0 : at
      for await (const chunk of body.stream ?? []) {
        const piece = chunk.subarray(skip, skip + Math.min(chunk.length, end - at))
        skip = Math.max(0, skip - chunk.length)
        at += piece.length
        if (piece.length > 0) yield piece
        if (at >= end) return
      }
      return
    } catch (cause) {
      // What brought something has not failed: a long way may break many times.
      if (at > from) [failed, waitedMs] = [0, 0]
      const waitMs = planWait(++failed, waitedMs, 0, retries, timing.random())
      if (waitMs === undefined) throw broken(cause, { start: from, end })
      waitedMs += waitMs
      await timing.sleep(waitMs)
    }
  }
}
