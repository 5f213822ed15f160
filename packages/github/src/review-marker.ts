/** What a comment on a line is about, and whether it still holds: the hidden first line of its text. */
export interface ReviewMarker {
  readonly subject: string
  readonly state: 'holds' | 'over'
}

const MARKER = /^<!-- slipway line=(?<subject>[0-9a-f]{16}) state=(?<state>holds|over) -->(?:\r?\n|$)/

export function formatReviewMarker({ subject, state }: ReviewMarker): string {
  return `<!-- slipway line=${subject} state=${state} -->`
}

/** The marker of a comment, or undefined. It counts in the first line only, where nobody can quote one. */
export function readReviewMarker(body: string): ReviewMarker | undefined {
  const groups = MARKER.exec(body)?.groups
  return groups && { subject: groups.subject ?? '', state: groups.state === 'over' ? 'over' : 'holds' }
}
