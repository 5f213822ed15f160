import type { Gate } from '@slipway/core'

/** One-sided, and meant for the lifetime of a test set. @see docs/statistics.md §2 */
export const ALPHA = 0.05

/** One-sided levels: what has to be shown to pass, and to be called worse. */
export interface Levels {
  /** α/K: one of K looks at the same rows. */
  readonly pass: number
  /** α/m over the m metrics of the gate. *Worse* spends no looks, or the gate would grow blind to harm. */
  readonly harm: number
}

export function levelsOf(gate: Gate): Levels {
  return { pass: ALPHA / gate.looks, harm: ALPHA / Math.max(1, Object.keys(gate.metrics).length) }
}
