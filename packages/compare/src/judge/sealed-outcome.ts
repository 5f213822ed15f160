import type { DifferenceFinding } from './judge-difference.ts'
import type { LimitFinding } from './judge-limit.ts'

/**
 * Joins what the shown rows and the sealed rows say of a difference. The shown rows can only take away: they say *worse*,
 * and a loss that they prove keeps a gain of the sealed rows from counting as one. Only the sealed rows can pass.
 * @see docs/adr/0002-sealed-outcome.md
 */
export function sealedDifference(
  shown: DifferenceFinding,
  sealed: DifferenceFinding,
): DifferenceFinding['outcome'] {
  if (shown.outcome === 'worse') return 'worse'
  if (shown.trouble?.kind === 'not-finite') return 'cannot-tell'
  if (sealed.outcome === 'better') return isProvenLoss(shown) ? 'non-inferior' : 'better'
  return sealed.outcome === 'non-inferior' ? 'non-inferior' : 'cannot-tell'
}

/** The same for a value that has to stay within limits. */
export function sealedLimit(shown: LimitFinding, sealed: LimitFinding): LimitFinding['outcome'] {
  if (shown.outcome === 'worse') return 'worse'
  if (shown.trouble?.kind === 'not-finite') return 'cannot-tell'
  return sealed.outcome === 'holds' ? 'holds' : 'cannot-tell'
}

/** U < 0: the challenger is worse, whether or not the margin tolerates it. */
export function isProvenLoss({ limits }: DifferenceFinding): boolean {
  return limits !== undefined && limits[1] < 0
}
