import type { GateMetric, SliceFindings, SliceFloor, SliceRule } from '@slipway/core'
import { holm } from '@slipway/stats'
import { sentence } from '../explain/sentence.ts'
import { formatDifference, formatEstimate, formatGiven } from '../format-number.ts'
import type { Comparison } from '../judge/examine-metric.ts'
import type { FurtherFinding } from '../judge/further-finding.ts'
import { ALPHA } from '../judge/levels.ts'
import type { Measured } from '../judge/measured.ts'
import { metricLabel } from '../metrics/metric-label.ts'
import type { Pair } from '../rows/pair.ts'
import { columnText, cutRows, frequentSlices, type Slice, sliceNamed, supportProblem } from './cut-slices.ts'
import { isJudged, type MeasuredSlice, measureSlice, slicedMetric } from './measure-slice.ts'
import { isLoss } from './regressed-slices.ts'

type FloorVerdict = SliceFindings['floors'][number]

/** One floor on one slice, before all of them are counted. */
interface Examined {
  readonly floor: SliceFloor
  readonly gate: GateMetric | undefined
  readonly column: string
  readonly value: string
  readonly measured: MeasuredSlice | undefined
  readonly problem: string | undefined
  /** The smaller of the p-values against a loss, and against its being within the limits; 1 where it is far from both. */
  readonly p: number
}

/**
 * What the gate asks of parts of the rows. *Worse* takes proof, by Holm's procedure over all floors, and a loss of at least
 * the margin; on the rows that may be shown, so that nothing of the sealed ones is told. A slice that is named and cannot be
 * judged is *cannot tell*.
 * @see docs/statistics.md §5
 */
export function judgeFloors(comparison: Comparison): FloorVerdict[] {
  const floors = comparison.input.model.gate.floors ?? []
  const examined = floors.flatMap((floor) => examineFloor(floor, comparison))
  const adjusted = holm(examined.map(({ p }) => p))
  return examined.map((each, index) => verdictOf(each, adjusted[index] ?? 1))
}

function examineFloor(floor: SliceFloor, comparison: Comparison): Examined[] {
  const { input, splits } = comparison
  const gate = input.model.gate.metrics[floor.metric]
  const column = columnText(ruleOf(floor))
  const failed = (problem: string, value = valueText(floor)): Examined => ({
    floor,
    gate,
    column,
    value,
    measured: undefined,
    problem,
    p: 1,
  })
  if (!splits) return [failed('there are no per-row predictions')]
  if ('obstacle' in splits) return [failed(splits.obstacle)]
  if (floor.margin !== undefined && input.champion && splits.mismatch !== undefined)
    return [failed(`the two were not judged on the same rows: ${splits.mismatch}`)]
  const metric = gate && slicedMetric(floor.metric, gate, comparison)
  if (!metric) return [failed('its metric is not computed from these rows')]
  const slices = slicesOf(floor, splits.shown)
  if ('problem' in slices) return [failed(slices.problem)]
  return slices.map((slice) => {
    const problem = supportProblem(slice.pair)
    const measured = problem === undefined ? measureSlice(metric, slice) : undefined
    if (!measured) return failed(problem ?? 'it is not a finite number there', slice.value)
    return {
      floor,
      gate,
      column,
      value: slice.value,
      measured,
      problem: undefined,
      p: brokenness(floor, measured),
    }
  })
}

function ruleOf({ each, slice = {} }: SliceFloor): SliceRule {
  return each ?? Object.keys(slice)
}

/** "AA × 500 to 1500" */
function valueText({ slice }: SliceFloor): string {
  if (!slice) return 'every value'
  return Object.values(slice)
    .map((wanted) => (typeof wanted === 'object' ? rangeText(wanted) : plainText(wanted)))
    .join(' × ')
}

/** A truth value is 0 or 1 in the predictions. */
function plainText(wanted: string | number | boolean): string {
  return String(typeof wanted === 'boolean' ? Number(wanted) : wanted)
}

function rangeText({ from, below }: { from?: number | undefined; below?: number | undefined }): string {
  if (from === undefined) return below === undefined ? 'all' : `below ${below}`
  return below === undefined ? `from ${from}` : `${from} to ${below}`
}

/** The slices of `each` that have enough rows, or the one that is named, whatever it has. */
function slicesOf(floor: SliceFloor, pair: Pair): readonly Slice[] | { readonly problem: string } {
  const { each, slice = {} } = floor
  const parts = Object.entries(slice).map(([column, wanted]) =>
    typeof wanted === 'object' ? { column, bins: edgesOf(wanted) } : column,
  )
  const cut = cutRows(each ?? parts, pair, pair)
  if ('problem' in cut) return cut
  if (each === undefined) return [sliceNamed(cut, valueText(floor))]
  const found = frequentSlices(cut, Number.POSITIVE_INFINITY)
  return found.length > 0 ? found : { problem: 'no value of it has enough rows' }
}

function edgesOf({
  from,
  below,
}: {
  from?: number | undefined
  below?: number | undefined
}): readonly number[] {
  return [from, below].filter((edge) => edge !== undefined)
}

/** One-sided p-value against the floor's holding: the smaller of loss and limit, each doubled where both are asked. */
function brokenness(
  floor: SliceFloor,
  { measured: { challenger }, gain = 0, loss = 1 }: MeasuredSlice,
): number {
  const { margin, min, max } = floor
  const byLoss = margin !== undefined && isLoss(gain, margin) ? loss : 1
  const byLimit =
    (min !== undefined || max !== undefined) && isJudged(challenger) ? outside(floor, challenger) : 1
  const both = margin !== undefined && (min !== undefined || max !== undefined)
  return Math.min(1, (both ? 2 : 1) * Math.min(byLoss, byLimit))
}

const SMALLEST_LEVEL = 1e-12

/** The smallest level at which the challenger is shown to be outside the limits. */
function outside({ min, max }: SliceFloor, { limits }: Measured): number {
  const isShown = (level: number) => {
    const [lower, upper] = limits(level)
    return (min !== undefined && upper < min) || (max !== undefined && lower > max)
  }
  if (!isShown(0.5)) return 1
  let [low, high] = [Math.log(SMALLEST_LEVEL), Math.log(0.5)]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (isShown(Math.exp(middle))) high = middle
    else low = middle
  }
  return Math.exp(high)
}

function verdictOf(
  { floor, gate, column, value, measured, problem, p }: Examined,
  adjusted: number,
): FloorVerdict {
  const outcome = problem !== undefined ? 'cannot-tell' : adjusted <= ALPHA ? 'worse' : 'holds'
  const where = `on the rows of ${column} ${value}, ${metricLabel(floor.metric)}`
  const why = measured
    ? `${where} ${measuredText(measured, floor, gate, outcome === 'worse')}`
    : `${where} cannot be judged: ${problem}`
  return {
    metric: floor.metric,
    column,
    value,
    margin: floor.margin ?? null,
    min: floor.min ?? null,
    max: floor.max ?? null,
    outcome,
    reason: sentence(
      outcome === 'holds' && measured && isOutside(floor, measured)
        ? `${why}, and chance may explain that it is not kept`
        : why,
    ),
    estimate: measured?.estimate ?? null,
    p: measured && p <= 1 ? adjusted : null,
  }
}

function measuredText(
  { estimate, gain }: MeasuredSlice,
  floor: SliceFloor,
  gate: GateMetric | undefined,
  proven: boolean,
): string {
  const { challenger, champion, difference, standard_error: error } = estimate
  const against = champion === null ? '' : ` against ${formatEstimate(champion, error)}`
  const asked = [
    ...(floor.margin === undefined ? [] : [`tolerates a loss of ${formatGiven(floor.margin)}`]),
    ...(floor.min === undefined ? [] : [`asks for at least ${formatGiven(floor.min)}`]),
    ...(floor.max === undefined ? [] : [`asks for at most ${formatGiven(floor.max)}`]),
  ].join(' and ')
  const change =
    difference === null || gate === undefined
      ? ''
      : `, a ${(gain ?? 0) < 0 ? 'loss' : 'gain'} of ${formatDifference(Math.abs(difference), error).replace('+', '')}`
  return `is ${formatEstimate(challenger, error)}${against}${change}${proven ? ', beyond what chance explains' : ''}; the floor ${asked}`
}

/** By its bare numbers, noise apart. */
function isOutside({ margin, min, max }: SliceFloor, { estimate, gain = 0 }: MeasuredSlice): boolean {
  const { challenger } = estimate
  return (
    (margin !== undefined && isLoss(gain, margin)) ||
    challenger < (min ?? Number.NEGATIVE_INFINITY) ||
    challenger > (max ?? Number.POSITIVE_INFINITY)
  )
}

/** What all floors together decide, the first that does named. */
export function floorFinding(floors: readonly FloorVerdict[]): FurtherFinding | undefined {
  const deciding =
    floors.find(({ outcome }) => outcome === 'worse') ??
    floors.find(({ outcome }) => outcome === 'cannot-tell')
  if (deciding && deciding.outcome !== 'holds') return { outcome: deciding.outcome, reason: deciding.reason }
  if (floors.length === 0) return undefined
  return { outcome: 'passes', reason: sentence(`no floor of ${floors.length} is broken`) }
}
