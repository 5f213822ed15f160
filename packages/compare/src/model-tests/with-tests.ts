import type { TestVerdict, Verdict } from '@slipway/core'

const DIGITS = 12

/**
 * A verdict with what the model tests say: one that is worse makes it *worse*, one that cannot tell makes *cannot tell* of what
 * would pass. Tests never make a model better. Unchanged bytes stay unchanged; what they measure is shown.
 */
export function withTests(verdict: Verdict, tests: readonly TestVerdict[]): Verdict {
  if (tests.length === 0) return verdict
  const told = { ...verdict, tests: tests.map(rounded) }
  if (verdict.outcome === 'unchanged') return told
  const reasonsOf = (outcome: TestVerdict['outcome']) =>
    tests.filter((test) => test.outcome === outcome).map(({ reason }) => reason)
  const [worse, open] = [reasonsOf('worse'), reasonsOf('cannot-tell')]
  const { outcome, reasons } = verdict
  if (worse.length === 0 && open.length === 0) return told
  const own = worse.length > 0 ? 'worse' : 'cannot-tell'
  const [first = '', ...others] = reasons
  const failed = [...worse, ...open]
  // What decided without the tests stays the headline where it weighs as much.
  if (outcome === 'worse' || outcome === own) return { ...told, reasons: [first, ...failed, ...others] }
  return { ...told, outcome: own, reasons: [...failed, ...reasons] }
}

/** Without the dust of floating point, as everywhere in a verdict. */
function rounded(test: TestVerdict): TestVerdict {
  const digits = (value: number | null) => (value === null ? null : Number(value.toPrecision(DIGITS)) + 0)
  const { challenger, champion, limits } = test
  return {
    ...test,
    challenger: digits(challenger),
    champion: digits(champion),
    limits: limits && [digits(limits[0]) ?? 0, digits(limits[1]) ?? 0],
  }
}
