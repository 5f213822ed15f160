import { type Digest, nearestName, type Verdict } from '@slipway/core'
import { metricRows } from '../compose/metric-rows.ts'
import { reportError } from '../error.ts'

/** A model that was measured, at some time: a release, a run of the default branch, or what a pull request would make. */
export interface Measured {
  /** ISO 8601: of a release the tag's, of a run its start. */
  readonly date: string
  readonly commit: string | null
  /** Null where it was not released. */
  readonly version: string | null
  /** Taken back since. */
  readonly takenBack: boolean
  /** What it is called where it is neither a release nor a commit: "this PR". */
  readonly label: string | null
  readonly verdict: Verdict
}

export interface HistoryPoint extends Omit<Measured, 'verdict'> {
  readonly value: number
  /** To the champion of its day, with its 95 % interval; null where there was none, or noise is not known. */
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
  readonly standardError: number | null
  /** That champion's version. */
  readonly against: string | null
}

/** Points on one set of test rows, one after the other. Numbers of two such stretches are not to be compared. */
export interface HistoryStretch {
  /** Digest of the rows; null where a metrics file gave the numbers, so that nobody knows on which rows. */
  readonly testset: Digest | null
  readonly rows: number | null
  readonly points: readonly HistoryPoint[]
}

/** One metric of a model over time, oldest first. */
export interface MetricHistory {
  readonly model: string
  readonly metric: string
  readonly direction: 'higher' | 'lower'
  readonly stretches: readonly HistoryStretch[]
}

/** Metrics that a history names by itself: the goals of the newest verdict, or its first metric where it has none. */
export function leadingMetrics(measured: readonly Measured[]): readonly string[] {
  const newest = byDate(measured).at(-1)
  const rows = newest ? metricRows(newest.verdict) : []
  const goals = rows.filter(({ metric }) => metric.role === 'goal')
  return (goals.length > 0 ? goals : rows.slice(0, 1)).map(({ name }) => name)
}

/**
 * One metric over time. A model that has no number of it is left out.
 * @param metric as a gate or a metrics file names it
 * @throws report/metric-unknown where no verdict has it
 */
export function metricHistory(model: string, metric: string, measured: readonly Measured[]): MetricHistory {
  const stretches: { testset: Digest | null; rows: number | null; points: HistoryPoint[] }[] = []
  let direction: MetricHistory['direction'] | undefined
  for (const { verdict, ...point } of byDate(measured)) {
    const found = verdict.metrics[metric]
    direction = found?.direction ?? direction
    const estimate = found?.estimate
    if (!estimate) continue
    const rows = estimate.split === null ? undefined : verdict.testset?.[estimate.split]
    const testset = rows?.digest ?? null
    const last = stretches.at(-1)
    const stretch = last?.testset === testset ? last : { testset, rows: rows?.rows ?? null, points: [] }
    if (stretch !== last) stretches.push(stretch)
    stretch.points.push({
      ...point,
      value: estimate.challenger,
      difference: estimate.difference,
      interval: estimate.interval,
      standardError: estimate.standard_error,
      against: verdict.champion?.version ?? null,
    })
  }
  if (direction === undefined && measured.length > 0) throw unknownMetric(model, metric, measured)
  return { model, metric, direction: direction ?? 'higher', stretches }
}

function byDate(measured: readonly Measured[]): readonly Measured[] {
  return [...measured].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

function unknownMetric(model: string, metric: string, measured: readonly Measured[]): Error {
  const known = [...new Set(measured.flatMap(({ verdict }) => Object.keys(verdict.metrics)))].sort()
  const nearest = nearestName(metric, known)
  return reportError(
    'report/metric-unknown',
    `Cannot show "${metric.slice(0, 100)}" of "${model}": no release and no run has it; expected one of ${known.slice(0, 20).join(', ')}`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  )
}
