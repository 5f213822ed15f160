import type { PredictionRows, Predictions } from '../predictions/predictions.ts'

/**
 * Gives both models' rows the same codes for the same classes. A class that only the other knows has a probability of 0.
 * Predictions without classes, or with the same ones, stay as they are.
 */
export function withSameClasses(a: Predictions, b: Predictions): readonly [Predictions, Predictions] {
  const [namesA, namesB] = [namesOf(a), namesOf(b)]
  if (namesA.length === 0 || namesB.length === 0 || namesA.join('\0') === namesB.join('\0')) return [a, b]
  const names = [...new Set([...namesA, ...namesB])].sort()
  return [recoded(a, names), recoded(b, names)]
}

/** All splits of a file have the same classes. */
function namesOf({ splits }: Predictions): readonly string[] {
  const [first] = splits.values()
  return first?.classes?.names ?? []
}

function recoded(predictions: Predictions, names: readonly string[]): Predictions {
  const splits = Array.from(predictions.splits, ([split, rows]): [string, PredictionRows] => [
    split,
    recodedRows(rows, names),
  ])
  return { ...predictions, splits: new Map(splits) }
}

function recodedRows(rows: PredictionRows, names: readonly string[]): PredictionRows {
  const known = rows.classes?.names ?? []
  const places = new Map(names.map((name, code) => [name, code]))
  const codeOf = Float64Array.from(known, (name) => places.get(name) ?? -1)
  const recode = (codes: Float64Array) => codes.map((code) => codeOf[code] ?? -1)
  const own = new Map(known.map((name, code) => [name, code]))
  const none = new Float64Array(rows.rows)
  return {
    ...rows,
    y: recode(rows.y),
    yPred: rows.yPred && recode(rows.yPred),
    classes: {
      names,
      probabilities:
        rows.classes?.probabilities && names.map((name) => columnOf(rows, own.get(name)) ?? none),
    },
  }
}

function columnOf({ classes }: PredictionRows, code: number | undefined): Float64Array | undefined {
  return code === undefined ? undefined : classes?.probabilities?.[code]
}
