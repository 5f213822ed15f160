import type { RowChanges } from '@slipway/core'
import type { PredictionRows, Predictions, Task } from '../predictions/predictions.ts'
import { alignRows } from './align-rows.ts'
import { type Pair, pairOf } from './pair.ts'
import { changesText } from './row-changes.ts'
import { structureOf } from './structure.ts'
import { withSameClasses } from './with-same-classes.ts'

/** The split that may be shown, and the one that decides where both are there. */
export const TUNE = 'tune'
export const TEST = 'test'

/** Which rows are shown and which decide. In open mode they are the same. */
export interface JudgedSplits {
  readonly mode: 'sealed' | 'open'
  readonly shown: Pair
  readonly deciding: Pair
  /** Why the two models cannot be compared on these rows; undefined where they can, or where there is no champion. */
  readonly mismatch: string | undefined
  /** What differs between the two models' rows, by split. */
  readonly changes: Readonly<Record<string, RowChanges>>
}

/**
 * Chooses the rows that judge. Both `tune` and `test` make a sealed comparison; otherwise one split is open: `test`, or
 * the only one there is. What either side has counts, so that leaving out a split is a mismatch and not another mode.
 *
 * @returns why no rows can judge, where there are several splits and none is `test`
 */
export function judgedSplits(
  own: Predictions,
  reference: Predictions | undefined,
  task: Task,
): JudgedSplits | { readonly obstacle: string } {
  const [challenger, champion] = reference ? withSameClasses(own, reference) : [own, reference]
  const names = new Set([...challenger.splits.keys(), ...(champion?.splits.keys() ?? [])])
  const sealed = names.has(TUNE) && names.has(TEST)
  const open = names.has(TEST) || names.size !== 1 ? TEST : Array.from(names)[0]
  const [shownName, decidingName] = sealed ? [TUNE, TEST] : [open ?? TEST, open ?? TEST]
  if (!names.has(decidingName)) {
    const found = Array.from(names, (name) => `"${name}"`).join(', ')
    return { obstacle: `the predictions are split into ${found}, and none of them is "${TEST}"` }
  }
  const shown = pairSplit(shownName, challenger, champion, task)
  const deciding = sealed ? pairSplit(decidingName, challenger, champion, task) : shown
  return {
    mode: sealed ? 'sealed' : 'open',
    shown: shown.pair,
    deciding: deciding.pair,
    mismatch: deciding.mismatch ?? shown.mismatch,
    changes: Object.fromEntries(
      [shown, deciding].flatMap(({ pair: { split }, changes }) => (changes ? [[split, changes]] : [])),
    ),
  }
}

/** A split that one side does not have: every column is there, so that what is reported is the missing rows. */
const NO_ROWS: PredictionRows = {
  rows: 0,
  rowId: [],
  y: new Float64Array(),
  p: new Float64Array(),
  yPred: new Float64Array(),
  classes: undefined,
  weight: undefined,
  cluster: undefined,
  columns: new Map(),
}

function pairSplit(
  split: string,
  challenger: Predictions,
  champion: Predictions | undefined,
  task: Task,
): { pair: Pair; mismatch?: string; changes?: RowChanges } {
  const rows = challenger.splits.get(split) ?? NO_ROWS
  if (!champion) return { pair: pairOf(split, rows, undefined, task) }
  const alignment = alignRows(rows, champion.splits.get(split) ?? NO_ROWS, structureOf(task))
  if ('champion' in alignment) return { pair: pairOf(split, rows, alignment.champion, task) }
  const pair = pairOf(split, rows, undefined, task)
  if ('otherLabels' in alignment) return { pair, mismatch: `in "${split}", ${alignment.otherLabels}` }
  const { changes } = alignment
  return { pair, mismatch: `in "${split}", ${changesText(changes, structureOf(task))}`, changes }
}
