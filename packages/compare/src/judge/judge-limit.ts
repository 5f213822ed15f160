import type { GateMetric } from '@slipway/core'
import type { Pair } from '../rows/pair.ts'
import type { Levels } from './levels.ts'
import type { Measured } from './measured.ts'
import { type Trouble, troubleOf } from './trouble.ts'

/** What the rows of one split say of a value that has to stay within limits. */
export interface LimitFinding {
  readonly outcome: 'holds' | 'worse' | 'cannot-tell'
  readonly trouble: Trouble | undefined
}

type Bounds = Pick<GateMetric, 'min' | 'max'>

/** Judges the challenger alone against `min` and `max`. */
export function judgeLimit(gate: GateMetric, pair: Pair, measured: Measured, levels: Levels): LimitFinding {
  const trouble = troubleOf(pair, measured)
  if (trouble) return { outcome: 'cannot-tell', trouble }
  if (gate.judge === 'point') return judgePointLimit(gate, measured.estimate)
  const [passLow, passHigh] = measured.limits(levels.pass(measured.df))
  const [harmLow, harmHigh] = measured.limits(levels.harm)
  if (!within(gate, harmHigh, harmLow)) return { outcome: 'worse', trouble }
  return { outcome: within(gate, passLow, passHigh) ? 'holds' : 'cannot-tell', trouble }
}

/** A number without noise is inside the limits or not. */
export function judgePointLimit(gate: Bounds, value: number): LimitFinding {
  return { outcome: within(gate, value, value) ? 'holds' : 'worse', trouble: undefined }
}

/** Whether `low` reaches the minimum and `high` stays under the maximum. */
function within({ min, max }: Bounds, low: number, high: number): boolean {
  return low >= (min ?? Number.NEGATIVE_INFINITY) && high <= (max ?? Number.POSITIVE_INFINITY)
}

export function hasLimit(gate: Bounds): boolean {
  return gate.min !== undefined || gate.max !== undefined
}
