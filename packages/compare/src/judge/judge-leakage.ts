import type { Leakage, Verdict } from '@slipway/core'
import { sentence } from '../explain/sentence.ts'
import { rowsText } from '../rows/row-changes.ts'
import type { FurtherFinding } from './further-finding.ts'

/** The rows that decide, of which none may have been trained on; `undefined` where none judge. */
function decidingSplit({ splits }: Leakage, mode: Verdict['mode']): string | undefined {
  if (mode === 'values') return undefined
  return Object.hasOwn(splits, 'test') ? 'test' : Object.keys(splits)[0]
}

/**
 * Rows that a model was trained on are no evidence of what it does on others, and nobody knows how much they flatter it: not
 * even without them can it be judged, because who chooses the rows that leak chooses those that are left. So one is enough
 * for *cannot tell*; *worse* stands, because a leak never makes a model look worse.
 * @see Kaufman, Rosset & Perlich 2012, "Leakage in data mining", ACM TKDD 6:15
 */
export function leakageFinding(
  leakage: Leakage | undefined,
  mode: Verdict['mode'],
): FurtherFinding | undefined {
  if (!leakage) return undefined
  if (leakage.problem !== null)
    return {
      outcome: 'cannot-tell',
      leading: true,
      reason: sentence(`whether the model was trained on test rows cannot be checked: ${leakage.problem}`),
    }
  const deciding = leakage.splits[decidingSplit(leakage, mode) ?? '']
  if (!deciding || deciding.rows === 0) return undefined
  return {
    outcome: 'cannot-tell',
    leading: true,
    reason: sentence(
      `the model was trained on rows that it is judged by: ${rowsText(deciding, 'of the test set in training')}${knownBy(leakage)}; take them out of one of the two`,
    ),
  }
}

/** What is known of the training rows, where they do not decide; sentences without their full stop. */
export function leakageNotes(leakage: Leakage | undefined, mode: Verdict['mode']): string[] {
  if (!leakage || leakage.problem !== null) return []
  const deciding = decidingSplit(leakage, mode)
  const others = Object.entries(leakage.splits).filter(([split, { rows }]) => split !== deciding && rows > 0)
  return others.map(
    ([split, found]) =>
      `the model was trained on rows of "${split}", which flatter it there: ${rowsText(found, 'in training')}${knownBy(leakage)}`,
  )
}

const knownBy = ({ by }: Leakage) => (by ? `, known again by ${by.join(', ')}` : '')
