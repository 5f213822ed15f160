/** How far this machine's clock is ahead of a server's, in seconds; within one, since servers tell whole seconds. */
export type ClockReading =
  | { readonly state: 'read'; readonly aheadSeconds: number; readonly server: string }
  | { readonly state: 'failed'; readonly server: string; readonly reason: string }

/** Asks a server for the time by one HEAD request. */
export async function probeClock(address: string, now: () => Date, timeoutMs: number): Promise<ClockReading> {
  const server = new URL(address).host
  const asked = now().getTime()
  try {
    const { headers } = await fetch(address, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const middle = (asked + now().getTime()) / 2
    const told = Date.parse(headers.get('date') ?? '')
    if (Number.isNaN(told)) return { state: 'failed', server, reason: 'its answer has no date' }
    // A header's time was cut to the second: on average half a second is missing.
    return { state: 'read', server, aheadSeconds: (middle - told - 500) / 1000 }
  } catch (error) {
    const { cause } = error as { cause?: unknown }
    const reason = cause instanceof Error && cause.message ? cause.message : String((error as Error).message)
    return { state: 'failed', server, reason }
  }
}
