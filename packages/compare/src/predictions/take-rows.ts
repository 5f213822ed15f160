import type { Labels, PredictionRows } from './predictions.ts'

/** These rows, in this order. */
export function takeRows(from: PredictionRows, order: Uint32Array): PredictionRows {
  const { rowId, cluster } = from
  const numbers = (values: Float64Array | undefined) => values && takeNumbers(values, order)
  return {
    rows: order.length,
    rowId:
      rowId instanceof Float64Array
        ? takeNumbers(rowId, order)
        : Array.from(order, (row) => rowId[row] ?? ''),
    y: takeNumbers(from.y, order),
    p: numbers(from.p),
    yPred: numbers(from.yPred),
    classes: from.classes && {
      names: from.classes.names,
      probabilities: from.classes.probabilities?.map((p) => takeNumbers(p, order)),
    },
    labels: from.labels && {
      names: from.labels.names,
      truth: from.labels.truth.map((column) => takeNumbers(column, order)),
      probabilities: from.labels.probabilities?.map((column) => takeNumbers(column, order)),
      guesses: from.labels.guesses?.map((column) => takeNumbers(column, order)),
    },
    weight: numbers(from.weight),
    cluster: cluster && takeLabels(cluster, order),
    columns: new Map(
      Array.from(from.columns, ([name, column]) => [
        name,
        column instanceof Float64Array ? takeNumbers(column, order) : takeLabels(column, order),
      ]),
    ),
  }
}

export function takeNumbers(values: Float64Array, order: Uint32Array): Float64Array {
  const taken = new Float64Array(order.length)
  for (let i = 0; i < order.length; i++) taken[i] = values[order[i] ?? 0] ?? Number.NaN
  return taken
}

function takeLabels({ codes, names }: Labels, order: Uint32Array): Labels {
  const taken = new Int32Array(order.length)
  for (let i = 0; i < order.length; i++) taken[i] = codes[order[i] ?? 0] ?? -1
  return { codes: taken, names }
}

/** Row numbers with this code, ascending. */
export function rowsWith(codes: Int32Array, code: number): Uint32Array {
  const rows = new Uint32Array(codes.length)
  let count = 0
  for (let i = 0; i < codes.length; i++) if (codes[i] === code) rows[count++] = i
  return rows.slice(0, count)
}
