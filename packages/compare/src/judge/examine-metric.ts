import { type GateMetric, nearestMetric, nearestName, type Verdict } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import type { CompareInput, CompareSide, MetricValue } from '../compare-input.ts'
import type { LookState } from '../look.ts'
import { atThreshold } from '../metrics/at-threshold.ts'
import { metricLabel } from '../metrics/metric-label.ts'
import { columnText } from '../metrics/prediction-of.ts'
import { type RowMetric, rowMetric } from '../metrics/row-metric.ts'
import type { Task } from '../predictions/predictions.ts'
import type { JudgedSplits } from '../rows/judged-splits.ts'
import type { Pair } from '../rows/pair.ts'
import { type DifferenceFinding, judgeDifference, judgePoint } from './judge-difference.ts'
import { hasLimit, judgeLimit, judgePointLimit, type LimitFinding } from './judge-limit.ts'
import type { Levels } from './levels.ts'
import { measureResamples, resamplesProblem } from './measure-resamples.ts'
import { measurePair, type PairMeasured } from './measured.ts'

/** What is compared, read once for all metrics. */
export interface Comparison {
  readonly input: CompareInput
  readonly mode: Verdict['mode']
  readonly look: LookState
  readonly levels: Levels
  readonly task: Task | undefined
  /** The rows, or why there are none that can judge; undefined where nobody asked for predictions. */
  readonly splits: JudgedSplits | { readonly obstacle: string } | undefined
}

/** One gated metric, measured and judged, before goals are corrected and splits are joined. */
export type Examined = ExaminedRows | ExaminedValue

interface ExaminedBase {
  readonly name: string
  readonly gate: GateMetric
  /** Why the difference, or without `isLimitOnly` everything, cannot be judged. */
  readonly obstacle: string | undefined
}

export interface ExaminedRows extends ExaminedBase {
  readonly source: 'rows'
  readonly sealed: boolean
  readonly shown: SplitFinding
  readonly deciding: SplitFinding
}

export interface SplitFinding {
  readonly pair: Pair
  readonly measured: PairMeasured
  readonly difference: DifferenceFinding | undefined
  readonly limit: LimitFinding | undefined
}

/** A bare number of a metrics file. */
export interface ExaminedValue extends ExaminedBase {
  readonly source: 'value'
  readonly challenger: number | undefined
  readonly champion: number | undefined
  readonly difference: DifferenceFinding | undefined
  readonly limit: LimitFinding | undefined
}

/** Goals, and guards with a margin, are judged against the champion; a guard with limits only, by itself. */
export function judgesDifference(gate: GateMetric): boolean {
  return gate.role === 'goal' || gate.margin !== undefined
}

/** A metric that no metrics file can give. */
const isOfRows = ({ column, cost, threshold }: GateMetric) =>
  column !== undefined || cost !== undefined || threshold !== undefined

const NO_PREDICTIONS = { obstacle: 'there are no predictions to take its column from' }

export function examineMetric(name: string, gate: GateMetric, comparison: Comparison): Examined {
  const metric = rowMetric(name, gate, comparison.task)
  // A column is in the predictions or nowhere: a number of the same name in a metrics file is not it.
  const { splits = isOfRows(gate) ? NO_PREDICTIONS : undefined } = comparison
  if (gate.resamples !== undefined) return examineResamples(name, gate, splits ?? NO_PREDICTIONS, comparison)
  return metric && splits
    ? examineRows(name, gate, metric, splits, comparison)
    : examineValue(name, gate, comparison.input)
}

/** Resamples say how sure a metric is of which nothing else is known; which rows there are, predictions say. */
function examineResamples(
  name: string,
  gate: GateMetric,
  splits: NonNullable<Comparison['splits']>,
  { input: { challenger, champion }, levels }: Comparison,
): Examined {
  if ('obstacle' in splits) return nothingOf(name, gate, splits.obstacle)
  const own = challenger.resamples?.[name] ?? 'there are no resamples of it'
  const whose = champion ? nameOf(champion) : 'the champion'
  const other = champion ? (champion.resamples?.[name] ?? `there are no resamples of ${whose}`) : undefined
  if (typeof own === 'string') return nothingOf(name, gate, own)
  const reference = typeof other === 'string' ? undefined : other
  const pairs = [splits.shown, splits.deciding]
  const problem = pairs.map((pair) => resamplesProblem(own, reference, pair, whose)).find(isText)
  if (problem !== undefined) return nothingOf(name, gate, problem)
  const examine = (pair: Pair) => findingOf(gate, pair, measureResamples(own, reference, pair), levels)
  const shown = examine(splits.shown)
  const deciding = splits.deciding === splits.shown ? shown : examine(splits.deciding)
  if (!shown || !deciding) return nothingOf(name, gate, 'there are no resamples of it')
  const obstacle =
    (champion && splits.mismatch !== undefined ? mismatchText(splits.mismatch) : undefined) ?? textOf(other)
  return { source: 'rows', name, gate, sealed: splits.mode === 'sealed', shown, deciding, obstacle }
}

const isText = (value: unknown) => typeof value === 'string'
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const mismatchText = (mismatch: string) => `the two were not judged on the same rows: ${mismatch}`

/** No rows to measure, and no value is taken for them: what a metrics file claims of such a metric is not looked at. */
function nothingOf(name: string, gate: GateMetric, obstacle: string): ExaminedValue {
  return {
    source: 'value',
    name,
    gate,
    obstacle,
    challenger: undefined,
    champion: undefined,
    difference: undefined,
    limit: undefined,
  }
}

function findingOf(
  gate: GateMetric,
  pair: Pair,
  measured: PairMeasured | undefined,
  levels: Levels,
): SplitFinding | undefined {
  if (!measured) return undefined
  const { challenger, difference } = measured
  return {
    pair,
    measured,
    difference:
      judgesDifference(gate) && difference ? judgeDifference(gate, pair, difference, levels) : undefined,
    limit: hasLimit(gate) ? judgeLimit(gate, pair, challenger, levels) : undefined,
  }
}

function examineRows(
  name: string,
  gate: GateMetric,
  metric: RowMetric,
  splits: NonNullable<Comparison['splits']>,
  { input, levels, task }: Comparison,
): Examined {
  const nothing = (obstacle: string) => nothingOf(name, gate, obstacle)
  if ('obstacle' in splits) return nothing(splits.obstacle)
  if (task && !metric.tasks.includes(task))
    return nothing(
      `it is a metric of ${TASK_NAMES[metric.tasks[0] ?? task]}, and the predictions are of ${TASK_NAMES[task]}${saysTask(metric)}`,
    )
  const reader = atThreshold(name, gate, metric, splits)
  if ('obstacle' in reader) return nothing(reader.obstacle)
  const problem = problemOf(metric, splits)
  if (problem !== undefined) return nothing(problem)
  const examine = (rows: Pair): SplitFinding | undefined => {
    const { metric: read, pair } = reader(rows)
    return findingOf(gate, pair, measurePair(read, pair), levels)
  }
  const shown = examine(splits.shown)
  const deciding = splits.deciding === splits.shown ? shown : examine(splits.deciding)
  const column = columnText(metric)
  if (!shown || !deciding) return nothing(`the predictions have no ${column}`)
  return {
    source: 'rows',
    name,
    gate,
    sealed: splits.mode === 'sealed',
    shown,
    deciding,
    obstacle: rowsObstacle(input.champion, splits, shown, column),
  }
}

const TASK_NAMES: Record<Task, string> = {
  binary: 'two classes (column "p")',
  multiclass: 'several classes (columns "p:…")',
  multilabel: 'several labels (columns "y:…")',
  regression: 'numbers (column "y_pred")',
  ranking: 'rankings (column "query")',
  forecasting: 'forecasts (column "time")',
}

/** These two are told by the gate only. */
function saysTask({ tasks }: RowMetric): string {
  const [first] = tasks
  return first === 'ranking' || first === 'forecasting' ? `; the gate has to say "task: ${first}"` : ''
}

function problemOf(metric: RowMetric, { shown, deciding }: JudgedSplits): string | undefined {
  if (metric.byWeight && shown.times)
    return 'its noise takes resamples, and rows that hang together by time cannot be drawn one by one; a column "cluster" would say what can be drawn'
  return metric.problem?.(shown) ?? metric.problem?.(deciding)
}

function rowsObstacle(
  champion: CompareSide | null,
  { mismatch }: JudgedSplits,
  shown: SplitFinding,
  column: string,
): string | undefined {
  if (!champion) return undefined
  if (!champion.predictions)
    return champion.problem ?? `${nameOf(champion)} has no predictions to compare with`
  if (mismatch !== undefined) return mismatchText(mismatch)
  return shown.measured.difference ? undefined : `the predictions of ${nameOf(champion)} have no ${column}`
}

function examineValue(name: string, gate: GateMetric, { challenger, champion }: CompareInput): ExaminedValue {
  const value = numberIn(challenger.values, name)
  const reference = champion ? numberIn(champion.values, name) : undefined
  const known = typeof value === 'number' ? value : undefined
  const base = {
    source: 'value' as const,
    name,
    gate,
    challenger: known,
    champion: typeof reference === 'number' ? reference : undefined,
    limit: known !== undefined && hasLimit(gate) ? judgePointLimit(gate, known) : undefined,
  }
  const obstructed = (obstacle: string | undefined) => ({ ...base, difference: undefined, obstacle })
  if (known === undefined) return obstructed(typeof value === 'string' ? value : undefined)
  if (!champion || !judgesDifference(gate)) return obstructed(undefined)
  if (typeof reference === 'string')
    return obstructed(champion.problem ?? `for ${nameOf(champion)}, ${reference}`)
  if (gate.judge === 'interval')
    return obstructed(
      'only the number is known, so that nobody can tell a change from noise; write per-row predictions, or judge it as a point',
    )
  const difference = known - (reference ?? Number.NaN)
  return Number.isFinite(difference)
    ? { ...base, difference: judgePoint(gate, difference), obstacle: undefined }
    : obstructed('the difference is too large for a number')
}

/** The number of that name, or in words why there is none. */
function numberIn(values: Readonly<Record<string, MetricValue>>, name: string): number | string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (value === undefined) return `no metrics file has a value "${name}"${didYouMean(name, values)}`
  if (value === null || typeof value === 'number') return `the value of "${name}" is not a finite number`
  return `the value of "${name}" is the ${typeof value === 'string' ? 'text' : 'truth value'} "${clipText(String(value))}"; expected a number`
}

/** Where the name is nearly that of a value, or of a metric that is computed from rows. */
function didYouMean(name: string, values: Readonly<Record<string, MetricValue>>): string {
  const nearest = nearestName(name, Object.keys(values)) ?? nearestMetric(name)
  return nearest === undefined ? '' : `; did you mean "${clipText(nearest)}"?`
}

/** The champion as sentences call it. */
export function nameOf(champion: CompareSide): string {
  return champion.name ?? champion.side.version ?? 'the champion'
}

/** "ROC AUC cannot be judged: …" */
export function cannotBeJudged(name: string, why: string): string {
  return `${metricLabel(name)} cannot be judged: ${why}`
}
