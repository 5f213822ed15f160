import type { RowChanges } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import { formatCount } from '../format-number.ts'
import { type Labels, type PredictionRows, rowIdText, truthOf } from '../predictions/predictions.ts'

const EXAMPLES = 3

/**
 * What differs between the rows of two sides, or undefined where they are the same with the same labels, weights and clusters.
 * Only ids are named: the values may be sealed.
 * @param places where each row of `own` stands in `other`, −1 for nowhere; undefined: index by index
 * @param structure other columns that belong to the rows; a change of them counts as one of the cluster
 */
export function rowChanges(
  own: PredictionRows,
  other: PredictionRows,
  places: Int32Array | undefined,
  structure: readonly string[] = [],
): RowChanges | undefined {
  const added = new Found(own)
  const missing = new Found(other)
  const [labels, weights, clusters] = [new Found(own), new Found(own), new Found(own)]
  const [labelOf, otherLabelOf] = [truthOf(own), truthOf(other)]
  const structures = structure.map((name) => [columnText(own, name), columnText(other, name)] as const)
  const met = new Uint8Array(other.rows)
  for (let row = 0; row < own.rows; row++) {
    const place = places ? (places[row] ?? -1) : row
    if (place < 0) {
      added.add(row)
      continue
    }
    met[place] = 1
    if (labelOf(row) !== otherLabelOf(place)) labels.add(row)
    if ((own.weight?.[row] ?? 1) !== (other.weight?.[place] ?? 1)) weights.add(row)
    if (
      nameIn(own.cluster, row) !== nameIn(other.cluster, place) ||
      structures.some(([mine, theirs]) => mine(row) !== theirs(place))
    )
      clusters.add(row)
  }
  for (let row = met.indexOf(0); row >= 0; row = met.indexOf(0, row + 1)) missing.add(row)
  const changes = { missing, added, labels, weights, clusters }
  if (Object.values(changes).every(({ rows }) => rows === 0)) return undefined
  return {
    missing: missing.told(),
    added: added.told(),
    labels: labels.told(),
    weights: weights.told(),
    clusters: clusters.told(),
  }
}

/** Where each row of one side stands in the other, or undefined where both list the same ids in the same order. */
export function placesById(
  { rowId: a }: PredictionRows,
  { rowId: b }: PredictionRows,
): Int32Array | undefined {
  if (sameIds(a, b)) return undefined
  // Compared as texts: a column of integers may have become one of texts.
  const rows = new Map<string, number>()
  for (let row = 0; row < b.length; row++) rows.set(String(b[row]), row)
  const places = new Int32Array(a.length)
  for (let row = 0; row < a.length; row++) places[row] = rows.get(String(a[row])) ?? -1
  return places
}

function sameIds(a: PredictionRows['rowId'], b: PredictionRows['rowId']): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const nameIn = (labels: Labels | undefined, row: number) => labels?.names[labels.codes[row] ?? -1]
/** Values of a column that belongs to the rows, and not to a model. */
function columnText({ columns }: PredictionRows, name: string): (row: number) => number | string | undefined {
  const column = columns.get(name)
  if (!column) return () => undefined
  return column instanceof Float64Array
    ? (row) => column[row]
    : (row) => column.names[column.codes[row] ?? -1]
}

/** Rows of one kind, of which the first few are named. */
class Found {
  rows = 0
  readonly #of: PredictionRows
  readonly #ids: string[] = []

  constructor(of: PredictionRows) {
    this.#of = of
  }

  add(row: number): void {
    if (this.#ids.length < EXAMPLES) this.#ids.push(clipText(rowIdText(this.#of, row)).toWellFormed())
    this.rows++
  }

  told(): RowChanges['added'] {
    return { rows: this.rows, ids: this.#ids }
  }
}

/** "3 rows missing ("1", "2", "3"), 1 row changed in label ("9")" */
export function changesText(
  { missing, added, labels, weights, clusters }: RowChanges,
  structure: readonly string[] = [],
): string {
  const parts = [
    rowsText(missing, 'missing'),
    rowsText(added, 'new'),
    rowsText(labels, 'changed in label'),
    rowsText(weights, 'changed in weight'),
    rowsText(clusters, `changed in ${['cluster', ...structure].join(' or ')}`),
  ]
  return parts.filter((text) => text !== '').join(', ')
}

/** "4 rows new ("5", "6", "7", …)"; empty where there are none. */
export function rowsText({ rows, ids }: RowChanges['added'], what: string): string {
  if (rows === 0) return ''
  const named = [...ids.map((id) => `"${id}"`), ...(rows > ids.length ? ['…'] : [])]
  return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} ${what} (${named.join(', ')})`
}
