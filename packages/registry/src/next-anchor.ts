import type { Anchor, Verdict } from '@slipway/core'

/** A champion, as far as the anchor hangs on it. */
export interface AnchoredChampion {
  readonly self: Anchor
  /** Its own anchor: null where it is that itself, undefined where nobody kept which it was. */
  readonly anchor: Anchor | null | undefined
}

/**
 * The anchor that a new release is bound to: null where it becomes the anchor itself. That takes a win over the champion and
 * over the old anchor, or a person who accepted what was no pass; every other release keeps the anchor of the champion.
 * @param champion null where nobody held the stage, or its tag names no digests
 * @see docs/adr/0010-the-anchor-only-rises.md
 */
export function nextAnchor(
  { outcome, anchor, signoff }: Pick<Verdict, 'outcome' | 'anchor' | 'signoff'>,
  champion: AnchoredChampion | null,
): Anchor | null {
  if (champion === null) return null
  if (outcome === 'cannot-tell' && signoff !== null) return null
  if (outcome === 'better' && (anchor === undefined || anchor.outcome === 'better')) return null
  return champion.anchor ?? champion.self
}
