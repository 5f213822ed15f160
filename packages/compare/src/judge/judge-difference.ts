import type { GateMetric } from '@slipway/core'
import type { Pair } from '../rows/pair.ts'
import type { Levels } from './levels.ts'
import type { Difference } from './measured.ts'
import { type Trouble, troubleOf } from './trouble.ts'

/** What the rows of one split say of a difference. */
export interface DifferenceFinding {
  readonly outcome: 'better' | 'non-inferior' | 'worse' | 'cannot-tell'
  /** L and U of the rule, oriented so that + is better; undefined where nothing can be judged. */
  readonly limits: readonly [lower: number, upper: number] | undefined
  /** One-sided p-value against "no better"; 1 where nothing can be judged. */
  readonly noGain: number
  readonly trouble: Trouble | undefined
  /** The two are the same on every row that counts. */
  readonly same: boolean
}

/** Judges challenger − champion on one split. */
export function judgeDifference(
  gate: GateMetric,
  pair: Pair,
  difference: Difference,
  levels: Levels,
): DifferenceFinding {
  const { identical } = difference
  const same = identical || (difference.differing === 0 && difference.counts === undefined)
  const trouble = identical ? undefined : troubleOf(pair, difference, difference)
  if (trouble) return { outcome: 'cannot-tell', limits: undefined, noGain: 1, trouble, same: false }
  if (same) return { outcome: 'non-inferior', limits: [0, 0], noGain: 1, trouble, same }
  if (gate.judge === 'point') return judgePoint(gate, difference.estimate)
  const limits = gainLimits(gate, difference, levels)
  const [above, below] = difference.tails()
  const noGain = gate.direction === 'higher' ? above : below
  return { outcome: outcomeOf(limits, gate.margin), limits, noGain, trouble, same }
}

/** L at the level of a pass, U at the level of harm, turned so that + is better. */
function gainLimits(gate: GateMetric, difference: Difference, levels: Levels): readonly [number, number] {
  const [passLow, passHigh] = difference.limits(levels.pass(difference.df))
  const [harmLow, harmHigh] = difference.limits(levels.harm)
  return gate.direction === 'higher' ? [passLow, harmHigh] : [-passHigh, -harmLow]
}

/** The table of the decision rule. @see docs/statistics.md §1 */
export function outcomeOf(
  [lower, upper]: readonly [number, number],
  margin: number | undefined,
): DifferenceFinding['outcome'] {
  if (lower > 0) return 'better'
  if (margin !== undefined && lower > -margin) return 'non-inferior'
  return upper < 0 ? 'worse' : 'cannot-tell'
}

/** A loss of exactly the margin is tolerated; so is the dust that subtraction leaves on it. */
const DUST = 1e-12

/** Takes a number at its word: no noise, no doubt. */
export function judgePoint(gate: GateMetric, difference: number): DifferenceFinding {
  const gain = gate.direction === 'higher' ? difference : -difference
  const tolerated = (gate.margin ?? 0) * (1 + DUST) + DUST * Math.abs(gain)
  const outcome = gain > 0 ? 'better' : gain >= -tolerated ? 'non-inferior' : 'worse'
  return { outcome, limits: [gain, gain], noGain: gain > 0 ? 0 : 1, trouble: undefined, same: gain === 0 }
}
