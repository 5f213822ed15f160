import type { PredictionRows } from '../predictions/predictions.ts'
import { binaryCurves } from './binary-curves.ts'
import type { ClassCurves, Confusion } from './charts.ts'

/** Classes with curves of their own: those with the most rows. */
const MOST_CURVES = 6
/** Classes of a matrix: more could not be read. */
const MOST_CLASSES = 20
const THRESHOLD = 0.5

/** Matrix and one-against-the-rest curves of one model; undefined where it predicts no class. */
export function classCurves(rows: PredictionRows): ClassCurves | undefined {
  const { classes } = rows
  const predicted = predictedCodes(rows)
  if (!classes || !predicted) return undefined
  const frequent = byFrequency(rows, classes.names.length)
  return {
    confusion: confusionOf(rows, predicted, classes.names),
    perClass: classes.probabilities
      ? frequent.slice(0, MOST_CURVES).flatMap((code) => {
          const curves = binaryCurves({
            ...rows,
            y: rows.y.map((label) => (label === code ? 1 : 0)),
            p: classes.probabilities?.[code],
            classes: undefined,
            yPred: undefined,
          })
          return curves
            ? [{ name: classes.names[code] ?? '', roc: curves.roc, precisionRecall: curves.precisionRecall }]
            : []
        })
      : [],
    classes: classes.names.length,
  }
}

/** The matrix of two classes, by the predicted label, or else by the probability at one half. */
export function binaryConfusion(rows: PredictionRows): Confusion | undefined {
  const { p, yPred } = rows
  const predicted = yPred ?? p?.map((value) => (value >= THRESHOLD ? 1 : 0))
  return predicted && confusionOf(rows, predicted, ['0', '1'])
}

function predictedCodes({ yPred, classes, rows }: PredictionRows): Float64Array | undefined {
  if (yPred || !classes?.probabilities) return yPred
  const { probabilities } = classes
  return Float64Array.from({ length: rows }, (_, row) => {
    let best = 0
    for (let code = 1; code < probabilities.length; code++)
      if ((probabilities[code]?.[row] ?? 0) > (probabilities[best]?.[row] ?? 0)) best = code
    return best
  })
}

/** Codes of classes, the most frequent first. */
function byFrequency({ y }: PredictionRows, count: number): readonly number[] {
  const counts = new Float64Array(count)
  for (const code of y) counts[code] = (counts[code] ?? 0) + 1
  return Array.from(counts, (_, code) => code).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
}

function confusionOf(rows: PredictionRows, predicted: Float64Array, names: readonly string[]): Confusion {
  const kept = byFrequency(rows, names.length)
    .slice(0, MOST_CLASSES)
    .sort((a, b) => a - b)
  const place = new Map(kept.map((code, index) => [code, index]))
  const counts = kept.map(() => new Array<number>(kept.length).fill(0))
  for (let row = 0; row < rows.rows; row++) {
    const line = counts[place.get(rows.y[row] ?? -1) ?? -1]
    const column = place.get(predicted[row] ?? -1)
    if (line && column !== undefined) line[column] = (line[column] ?? 0) + 1
  }
  return { classes: kept.map((code) => names[code] ?? ''), counts }
}
