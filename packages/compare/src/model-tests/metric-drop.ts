import type { Gate } from '@slipway/core'
import { differenceOf, Random, standardErrorOf } from '@slipway/stats'
import { predictionOf } from '../metrics/prediction-of.ts'
import { type RowMetric, rowMetric } from '../metrics/row-metric.ts'
import type { PredictionRows, Predictions, Task } from '../predictions/predictions.ts'
import { takeRows } from '../predictions/take-rows.ts'
import { TEST, TUNE } from '../rows/judged-splits.ts'
import { type Pair, pairOf } from '../rows/pair.ts'
import { type Answers, type Reading, scoreAt } from './answers.ts'

/** A metric whose drop tells what a change of the inputs costs. */
export interface DropMetric {
  readonly name: string
  readonly metric: RowMetric
  readonly direction: 'higher' | 'lower'
}

/** The metric that is asked for, or the gate's first goal; why there is none. */
export function dropMetric(
  asked: string | undefined,
  { metrics }: Pick<Gate, 'metrics'>,
  task: Task,
): DropMetric | { readonly problem: string } {
  const name = asked ?? Object.keys(metrics).find((each) => metrics[each]?.role === 'goal')
  const gate = name === undefined ? undefined : metrics[name]
  const metric =
    name === undefined
      ? undefined
      : rowMetric(
          name,
          { column: undefined, cost: undefined, quantile: undefined, minPrecision: undefined, ...gate },
          task,
        )
  if (name === undefined || !metric || typeof metric.judges === 'object')
    return { problem: `"${name ?? 'the gate'}" is no metric that can be computed from a model’s answers` }
  if (!metric.tasks.includes(task)) return { problem: `${name} means nothing for a ${task} model` }
  return { name, metric, direction: gate?.direction ?? (LOWER.test(name) ? 'lower' : 'higher') }
}

const LOWER = /loss|error/

/** The split that may be shown: `tune` where `test` is sealed, else the one that there is. */
export function shownSplit({ splits }: Predictions): readonly [string, PredictionRows] | undefined {
  const names = [...splits.keys()]
  const name = splits.has(TUNE) && splits.has(TEST) ? TUNE : splits.has(TEST) ? TEST : names[0]
  const rows = name === undefined ? undefined : splits.get(name)
  return name === undefined || !rows ? undefined : [name, rows]
}

/** Rows of the predictions with what a model answered now in place of what was predicted. */
export function answeredRows(
  rows: PredictionRows,
  own: Uint32Array,
  answers: Answers,
  reading: Reading,
): PredictionRows {
  const taken = takeRows(rows, own)
  const scores = (place: number) => Float64Array.from(own, (_, i) => scoreAt(answers, i, place))
  if (reading.task === 'regression') return { ...taken, yPred: scores(0) }
  const last = answers.width - 1
  if (!taken.classes) return { ...taken, p: scores(last), yPred: undefined }
  const order = reading.classes ?? taken.classes.names.map((_, code) => String(code))
  const probabilities = taken.classes.names.map((name) => {
    const place = order.indexOf(name)
    return place === -1 ? new Float64Array(own.length) : scores(place)
  })
  return { ...taken, classes: { names: taken.classes.names, probabilities }, yPred: undefined }
}

export interface MetricDrop {
  /** + is worse; NaN where an answer is no number. */
  readonly drop: number
  readonly standardError: number
  readonly df: number
}

/** How much worse a metric is with one set of answers than with another, on the same rows. */
export function metricDrop(
  { metric, direction }: DropMetric,
  before: PredictionRows,
  after: PredictionRows,
  task: Task,
): MetricDrop {
  const pair = pairOf('', before, undefined, task)
  const { sample } = pair
  const of = (rows: PredictionRows) => {
    const prediction = answersAll(rows) ? predictionOf(metric, rows) : undefined
    return prediction && metric.statistic(rows.y, prediction, sample, pair)
  }
  const [first, second] = [of(before), of(after)]
  if (!first || !second) return { drop: Number.NaN, standardError: Number.NaN, df: Number.NaN }
  const difference = differenceOf(second, first)
  const { standardError, df } = standardErrorOf(difference, sample)
  return { drop: direction === 'lower' ? difference.estimate : 0 - difference.estimate, standardError, df }
}

/** Asked of the scores: a label that stands for a NaN would hide it. */
function answersAll({ p, yPred, classes }: PredictionRows): boolean {
  const columns = [p, yPred, ...(classes?.probabilities ?? [])]
  return columns.every((column) => column === undefined || column.every(Number.isFinite))
}

const LEAST_ROWS = 50
const LEAST_CLUSTERS = 10

/** Why rows are too few to judge by; undefined where they are enough. */
export function tooFewRows(rows: PredictionRows, task: Task): string | undefined {
  const pair: Pair = pairOf('', rows, undefined, task)
  if (pair.rows < LEAST_ROWS || (task === 'binary' && (pair.rarestClass ?? 0) < LEAST_ROWS))
    return `fewer than ${LEAST_ROWS} rows${task === 'binary' ? ' of a class' : ''}`
  return pair.clusters !== undefined && pair.effective < LEAST_CLUSTERS
    ? `rows in fewer than ${LEAST_CLUSTERS} clusters`
    : undefined
}

/** The numbers from 0 to `count` − 1 in an order that hangs on the seed alone. @see Durstenfeld 1964, CACM 7:420 */
export function shuffled(count: number, seed: number): Uint32Array {
  const random = new Random(seed)
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const kept = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = kept
  }
  return order
}

/** Mean of repeated measurements and the standard error of that mean. */
export function meanOfRepeats(values: readonly number[]): { mean: number; standard_error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standard_error: Math.sqrt(squares / (values.length - 1) / values.length) }
}
