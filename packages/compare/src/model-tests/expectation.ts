/** What a case asks of its row: a label, a range of its score, or how its score stands to that of the original. */
export type Expectation =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'same' | 'higher' | 'lower' | 'not higher' | 'not lower' }

const RELATIONS = ['same', 'higher', 'lower', 'not higher', 'not lower'] as const
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`
const BOUND = new RegExp(`^(>=|<=)\\s*(${NUMBER})$`, 'i')
const RANGE = new RegExp(`^(${NUMBER})\\s*\\.\\.\\s*(${NUMBER})$`, 'i')

/** Reads `same`, `higher`, `not lower`, `>= 0.7`, `0.2..0.5`; anything else is a label, or the number of a regression. */
export function parseExpectation(text: string): Expectation {
  const relation = RELATIONS.find((word) => word === text)
  if (relation) return { kind: relation }
  const [, sign, bound] = BOUND.exec(text) ?? []
  if (bound !== undefined)
    return sign === '>='
      ? { kind: 'range', min: Number(bound), max: Number.POSITIVE_INFINITY }
      : { kind: 'range', min: Number.NEGATIVE_INFINITY, max: Number(bound) }
  const [, min, max] = RANGE.exec(text) ?? []
  if (max !== undefined) return { kind: 'range', min: Number(min), max: Number(max) }
  return { kind: 'label', label: text }
}

export function isRelation({ kind }: Expectation): boolean {
  return kind !== 'label' && kind !== 'range'
}

/** A score against the original's; a change of up to `tolerance` is none. */
export function relationHolds(
  kind: Expectation['kind'],
  score: number,
  original: number,
  tolerance: number,
): boolean {
  const change = score - original
  // No comparison with a NaN holds.
  if (kind === 'same') return Math.abs(change) <= tolerance
  if (kind === 'higher') return change > tolerance
  if (kind === 'lower') return change < -tolerance
  return kind === 'not higher' ? change <= tolerance : change >= -tolerance
}
