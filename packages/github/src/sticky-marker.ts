/** Which run wrote a comment: the hidden first line of its text. */
export interface StickyMarker {
  /** What the comment is: one of each kind stands on a pull request. */
  readonly comment: string
  readonly head: string
  readonly run: number
  readonly attempt: number
}

const MARKER =
  /^<!-- slipway comment=(?<comment>[a-z][a-z0-9-]*) head=(?<head>[0-9a-f]{40,64}) run=(?<run>[1-9][0-9]{0,15}) attempt=(?<attempt>[1-9][0-9]{0,5}) -->(?:\r?\n|$)/

export function formatMarker({ comment, head, run, attempt }: StickyMarker): string {
  return `<!-- slipway comment=${comment} head=${head} run=${run} attempt=${attempt} -->`
}

/** The marker of a comment, or undefined. It counts in the first line only, where nobody can quote one. */
export function readMarker(body: string): StickyMarker | undefined {
  const groups = MARKER.exec(body)?.groups
  if (!groups) return undefined
  const { comment = '', head = '', run, attempt } = groups
  return { comment, head, run: Number(run), attempt: Number(attempt) }
}

/** Negative where `a` is of an earlier run or attempt: GitHub counts runs upwards. */
export function compareMarkers(a: StickyMarker, b: StickyMarker): number {
  return a.run - b.run || a.attempt - b.attempt
}
