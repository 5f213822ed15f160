import type { LookSubject } from '@slipway/core'
import { ALPHA } from './judge/levels.ts'
import { type RowSketch, shareSeen } from './rows/row-sketch.ts'

/** A question to the rows that decide: asking it is a look. */
export interface AskedLook extends LookSubject, RowSketch {
  readonly mode: 'sealed' | 'open'
  /** The gate's budget. */
  readonly looks: number
}

/** How the rows may answer. */
export type LookState =
  /** They are asked for the number-th time, and the ledger knows. */
  | { readonly kind: 'counted'; readonly number: number; readonly bound: number }
  /** As if for the first time, for whoever has the rows anyway: nothing is released on this answer. */
  | { readonly kind: 'uncounted' }
  /** They are not asked; why continues "the sealed rows were not asked: …". */
  | { readonly kind: 'withheld'; readonly why: string }

/** An entry of the ledger, as far as counting needs it. */
export interface EarlierLook extends RowSketch {
  readonly looks: number
}

/** From this part of the rows on they are the same test set. @see docs/statistics.md §2 */
const SAME_ROWS = 0.1

/** Which look this is, and the chance that any pass up to the budget is false. @see docs/formats/look.md */
export function countLook(
  asked: Pick<AskedLook, 'looks' | 'rows' | 'sketch'>,
  earlier: readonly EarlierLook[],
): { readonly number: number; readonly bound: number } {
  const same = earlier.filter((each) => shareSeen(asked, each) >= SAME_ROWS)
  const number = same.length + 1
  const spent = same.reduce((sum, { looks }) => sum + ALPHA / looks, 0)
  const open = Math.max(0, asked.looks - same.length) * (ALPHA / asked.looks)
  return { number, bound: Number((spent + open).toPrecision(12)) }
}
