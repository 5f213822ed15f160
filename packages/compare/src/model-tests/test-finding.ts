import type { TestVerdict } from '@slipway/core'
import { sentence } from '../explain/sentence.ts'

/** One-sided level at which a test decides, as everywhere. */
export const TEST_ALPHA = 0.05

type Subject = Pick<TestVerdict, 'kind' | 'name' | 'unit'>

interface Measured {
  readonly challenger: number
  readonly champion?: number | null | undefined
  /** What must not be exceeded; undefined where nothing was asked. */
  readonly max: number | undefined
}

/** An exact quantity against its limit. */
export function exactTest(
  subject: Subject,
  { challenger, champion = null, max }: Measured,
  reason: string,
): TestVerdict {
  const outcome = max === undefined ? 'shown' : challenger <= max ? 'holds' : 'worse'
  return testVerdict(subject, { outcome, challenger, champion, max, limits: null }, reason)
}

/**
 * A quantity that is known up to its limits: it holds where the upper one is within the maximum, is worse where the lower one
 * is beyond it, and cannot be told in between.
 */
export function boundedTest(
  subject: Subject,
  { challenger, champion = null, max, limits }: Measured & { readonly limits: readonly [number, number] },
  reason: string,
): TestVerdict {
  const [lower, upper] = limits
  const outcome = max === undefined ? 'shown' : upper <= max ? 'holds' : lower > max ? 'worse' : 'cannot-tell'
  return testVerdict(subject, { outcome, challenger, champion, max, limits: [lower, upper] }, reason)
}

/** A test that was asked for and has no answer: it never passes. */
export function untoldTest(subject: Subject, reason: string, max?: number): TestVerdict {
  return testVerdict(
    subject,
    { outcome: 'cannot-tell', challenger: null, champion: null, max, limits: null },
    reason,
  )
}

function testVerdict(
  { kind, name, unit }: Subject,
  found: Pick<TestVerdict, 'outcome' | 'challenger' | 'champion'> & {
    readonly max: number | undefined
    readonly limits: readonly [number, number] | null
  },
  reason: string,
): TestVerdict {
  const { outcome, challenger, champion, max, limits } = found
  const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
  return {
    kind,
    name,
    outcome,
    reason: sentence(reason),
    unit,
    challenger: finite(challenger),
    champion: finite(champion),
    max: max ?? null,
    limits: limits?.every(Number.isFinite) ? [limits[0], limits[1]] : null,
  }
}
