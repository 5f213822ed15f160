import { clipText } from '../clip-text.ts'
import { formatCount } from '../format-number.ts'
import { type Labels, type PredictionRows, rowIdText } from '../predictions/predictions.ts'
import { takeRows } from '../predictions/take-rows.ts'

const EXAMPLES = 3

/** The champion's rows lined up with the challenger's, or why that cannot be. */
export type Alignment = { readonly champion: PredictionRows } | { readonly mismatch: string }

/**
 * Lines up two models' rows of one split. They have to be the same rows with the same labels, weights and clusters;
 * otherwise the mismatch says how many rows are missing, new or changed, and names some. Only ids are named: the values
 * may be sealed.
 */
export function alignRows(challenger: PredictionRows, champion: PredictionRows): Alignment {
  const same = sameIds(challenger.rowId, champion.rowId)
  const places = same ? undefined : placesById(challenger.rowId, champion.rowId)
  const differs = rowDifference(challenger, champion)
  const added: number[] = []
  const changed: number[] = []
  const met = new Uint8Array(champion.rows)
  for (let row = 0; row < challenger.rows; row++) {
    const other = places ? (places[row] ?? -1) : row
    if (other < 0) added.push(row)
    else {
      met[other] = 1
      if (differs(row, other)) changed.push(row)
    }
  }
  const missing: number[] = []
  for (let row = met.indexOf(0); row >= 0; row = met.indexOf(0, row + 1)) missing.push(row)
  if (missing.length + added.length + changed.length > 0) {
    const parts = [
      part(missing, champion, 'missing'),
      part(added, challenger, 'new'),
      part(changed, challenger, 'changed in label, weight or cluster'),
    ]
    return { mismatch: parts.filter((text) => text !== '').join(', ') }
  }
  return { champion: places ? takeRows(champion, Uint32Array.from(places)) : champion }
}

function sameIds(a: PredictionRows['rowId'], b: PredictionRows['rowId']): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Where each id of `a` stands in `b`, −1 for nowhere. Compared as texts: a column of integers may have become one of texts. */
function placesById(a: PredictionRows['rowId'], b: PredictionRows['rowId']): Int32Array {
  const rows = new Map<string, number>()
  for (let row = 0; row < b.length; row++) rows.set(String(b[row]), row)
  const places = new Int32Array(a.length)
  for (let row = 0; row < a.length; row++) places[row] = rows.get(String(a[row])) ?? -1
  return places
}

function rowDifference(a: PredictionRows, b: PredictionRows): (rowOfA: number, rowOfB: number) => boolean {
  const cluster = (labels: Labels | undefined, row: number) => labels?.names[labels.codes[row] ?? -1]
  // Classes by their name: two files need not have the same codes, and one may have none.
  const label = ({ y, classes }: PredictionRows, row: number) =>
    classes ? classes.names[y[row] ?? -1] : y[row]
  return (i, j) =>
    label(a, i) !== label(b, j) ||
    (a.weight?.[i] ?? 1) !== (b.weight?.[j] ?? 1) ||
    cluster(a.cluster, i) !== cluster(b.cluster, j)
}

function part(places: readonly number[], rows: PredictionRows, what: string): string {
  if (places.length === 0) return ''
  const named = places.slice(0, EXAMPLES).map((row) => `"${clipText(rowIdText(rows, row))}"`)
  if (places.length > EXAMPLES) named.push('…')
  return `${formatCount(places.length)} ${places.length === 1 ? 'row' : 'rows'} ${what} (${named.join(', ')})`
}
