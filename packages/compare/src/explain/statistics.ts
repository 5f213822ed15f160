import type { Gate, MetricVerdict } from '@slipway/core'
import { deviationsByTime, dieboldMariano, mcNemar } from '@slipway/stats'
import {
  formatCount,
  formatDifference,
  formatEstimate,
  formatGiven,
  formatInterval,
} from '../format-number.ts'
import type { Concluded } from '../judge/conclude.ts'
import type { Comparison, ExaminedRows } from '../judge/examine-metric.ts'
import { ALPHA } from '../judge/levels.ts'
import type { PairMeasured } from '../judge/measured.ts'
import { metricLabel } from '../metrics/metric-label.ts'
import { usedNames } from '../predictions/used-names.ts'
import type { Pair } from '../rows/pair.ts'

/** Below so many clusters intervals still hold, but lean on few. @see docs/statistics.md */
const FEW_CLUSTERS = 30
const SMALLEST_P = 0.0001

/** The numbers that a statistician asks for, all of the shown rows; sentences without their full stop. */
export function statisticsOf(
  concluded: readonly Concluded[],
  metrics: Readonly<Record<string, MetricVerdict>>,
  comparison: Comparison,
): string[] {
  const measured = concluded.flatMap(({ examined }) => (examined.source === 'rows' ? [examined] : []))
  const [first] = measured
  const numbers = measured.flatMap(numbersOf)
  return [
    ...numbers,
    ...(first && numbers.length > 0 ? fewClusters(first.shown.pair) : []),
    ...(first?.sealed ? clustersInBoth(first.shown.pair, first.deciding.pair) : []),
    ...measured.flatMap((examined) => powerText(examined, metrics[examined.name])),
    ...(numbers.length > 0 ? levelText(comparison, comparison.input.model.gate) : []),
  ]
}

function numbersOf({ name, shown, gate }: ExaminedRows): string[] {
  const { pair, measured } = shown
  const { difference } = measured
  if (!difference || !(difference.standardError > 0)) return []
  const { estimate, standardError, df, method, counts } = difference
  // One digit more than sentences for people have.
  const precision = standardError / 10
  const [lower, upper] = shown.difference?.limits ?? []
  const limits =
    lower === undefined || upper === undefined || gate.judge === 'point'
      ? ''
      : `, L ${formatDifference(lower, precision)}, U ${formatDifference(upper, precision)}`
  const degrees =
    df === undefined ? '' : `, ${df < 1000 ? df.toFixed(1) : formatCount(df)} degrees of freedom`
  const interval = formatInterval(difference.limits(0.025), precision)
  const lines = [
    `${metricLabel(name)} on "${pair.split}": difference ${formatDifference(estimate, precision)}, 95\u00a0% interval ${interval}, standard error ${formatEstimate(standardError, precision)}${limits}; ${method}${degrees}, ${rowsText(pair)}`,
  ]
  if (counts) {
    const { midP } = mcNemar(counts.onlyFirst, counts.onlySecond)
    lines.push(
      `only the challenger is right on ${formatCount(counts.onlyFirst)} of them, only the champion on ${formatCount(counts.onlySecond)}: McNemar’s mid-p is ${probability(midP)}, shown and not deciding`,
    )
  }
  return [...lines, ...dieboldMarianoText(name, pair, shown.measured)]
}

/** The usual test of two forecasts, for comparison: its limits are short far out. @see docs/adr/0011-forecasts.md */
function dieboldMarianoText(name: string, { times, sample }: Pair, { perRow }: PairMeasured): string[] {
  if (!times || !perRow) return []
  const order = { codes: times.labels.codes, count: times.labels.names.length }
  const { sums } = deviationsByTime({ estimate: 0, values: perRow }, sample, order)
  const { t, p } = dieboldMariano(sums, new Float64Array(sums.length), times.horizon)
  if (!Number.isFinite(p)) return []
  return [
    `by the test of Diebold and Mariano with the correction of Harvey, Leybourne and Newbold, ${metricLabel(name)} differs with t ${t.toFixed(2)}, p ${probability(p)}, shown and not deciding`,
  ]
}

const probability = (p: number) => (p < SMALLEST_P ? `below ${SMALLEST_P}` : p.toPrecision(2))

function rowsText({ rows, clusters, effective, group, times }: Pair): string {
  if (clusters === undefined) return `${formatCount(rows)} rows`
  if (times)
    return `${formatCount(rows)} rows of ${formatCount(clusters)} times, forecast up to ${formatCount(times.horizon)} ahead`
  if (group === 'query') return `${formatCount(rows)} rows of ${formatCount(clusters)} queries`
  return `${formatCount(rows)} rows in ${formatCount(clusters)} clusters (worth ${effective.toFixed(1)} of equal size)`
}

function fewClusters({ clusters, effective }: Pair): string[] {
  return clusters !== undefined && Math.round(effective) < FEW_CLUSTERS
    ? [`these intervals lean on fewer than ${FEW_CLUSTERS} clusters: they hold, but are wide`]
    : []
}

/** Rows that hang together across the two splits let what was learned on the open ones leak into the sealed ones. */
function clustersInBoth(shown: Pair, sealed: Pair): string[] {
  const namesOf = ({ challenger: { cluster } }: Pair) => (cluster ? usedNames(cluster) : [])
  const open = new Set(namesOf(shown))
  const shared = namesOf(sealed).filter((name) => open.has(name)).length
  return shared === 0
    ? []
    : [
        `${formatCount(shared)} clusters have rows in both splits, so that the sealed rows are not independent of the open ones; clusters of their own would make them so`,
      ]
}

/** How much it takes to see the margin is said where no difference was shown: then it matters whether it would have been. */
function powerText({ name, deciding }: ExaminedRows, metric: MetricVerdict | undefined): string[] {
  const power = metric?.power
  if (!power) return []
  const { detectable, target, needed, unit } = power
  const seen = `a true change of ${formatEstimate(detectable, detectable)} in ${metricLabel(name)} would be seen four times in five`
  const have = deciding.pair.clusters ?? deciding.pair.rows
  const shown = metric.outcome === 'better' || metric.outcome === 'worse'
  if (target === null || needed === null || shown) return [seen]
  return [
    `${seen}; to see ${formatGiven(target)} takes about ${formatCount(needed)} ${unit}, and there are ${formatCount(have)}`,
  ]
}

function levelText({ mode, levels, look }: Comparison, { looks }: Gate): string[] {
  if (levels.noPass !== undefined) return []
  const percent = (level: number) => `${formatGiven(Number((100 * level).toPrecision(3)))}\u00a0%`
  const counted = look.kind === 'counted'
  const only = 'counting only looks that were made through Slipway'
  if (mode === 'sealed') {
    const which = counted ? `look ${look.number} of ${looks} on these rows` : 'a look that is not counted'
    const bound = percent(counted ? look.bound : ALPHA)
    return [
      `${which}: the sealed rows answer better, non-inferior or not shown, and nothing else; each look is judged at ${percent(levels.pass(undefined))}, so that any pass on them is false with a chance of at most ${bound} over all ${looks}, ${only}`,
    ]
  }
  const which = counted
    ? `look ${look.number} of ${looks} on these rows`
    : 'a look that is not counted, judged as if it were the first'
  return [
    `${which}: all rows are shown, so that what went up on them is kept, and each look is judged more strictly than the one before (now at ${percent(levels.pass(undefined))}), ${only}; it rules out keeping what went up by chance, and not learning the rows by heart: rows split into "tune" and "test" would seal those that decide`,
  ]
}
