/** Which run a sticky comment is about. */
export interface Marker {
  readonly head: string
  readonly run: number
  readonly attempt: number
}

const PATTERN = /^<!-- slipway comment=report head=([0-9a-f]{7,64}) run=(\d{1,15}) attempt=(\d{1,5}) -->$/

/** The hidden first line of the one comment that a pull request gets. */
export function formatMarker({ head, run, attempt }: Marker): string {
  return `<!-- slipway comment=report head=${/^[0-9a-f]{7,64}$/.test(head) ? head : '0000000'} run=${run} attempt=${attempt} -->`
}

/**
 * Reads the marker of a comment; undefined where its first line is not exactly one. Whoever looks for the comment checks its
 * author too: anybody can write a marker.
 */
export function readMarker(comment: string): Marker | undefined {
  const [, head, run, attempt] = PATTERN.exec(comment.split(/\r?\n/, 1)[0] ?? '') ?? []
  if (head === undefined) return undefined
  return { head, run: Number(run), attempt: Number(attempt) }
}
