import type { GateMetric, Model, SweepVerdict } from '@slipway/core'
import { type Statistic, tiedWithBest } from '@slipway/stats'
import { clipText } from '../clip-text.ts'
import type { CompareInput } from '../compare-input.ts'
import type { Comparison } from '../judge/examine-metric.ts'
import { ALPHA } from '../judge/levels.ts'
import { predictionOf } from '../metrics/prediction-of.ts'
import { type RowMetric, rowMetric } from '../metrics/row-metric.ts'
import { alignRows } from '../rows/align-rows.ts'
import type { Pair } from '../rows/pair.ts'
import { structureOf } from '../rows/structure.ts'
import type { SweepSide } from './sweep-side.ts'

type Rows = Pick<Comparison, 'mode' | 'task' | 'splits'>
type Contender = SweepVerdict['contenders'][number]

/** How a challenger is called that is not among what was tried. */
const CHALLENGER = 'this one'

/**
 * The models that were tried, ordered by the first goal on the rows that may be shown, with those that are tied with the best.
 * Where the challenger is the best of them on open rows, and sealed rows decide, it was not chosen by those and is judged
 * alone; in every other case it is judged as the best of all that were tried, and a pass takes α/S.
 * @returns undefined without a sweep
 * @see docs/statistics.md §2, Sweeps
 */
export function judgeSweep(input: CompareInput, rows: Rows): SweepVerdict | undefined {
  const { sweep, model, challenger } = input
  if (!sweep || 'problem' in sweep) return undefined
  const sides = withChallenger(sweep.sides, input)
  // Two of the same predictions are one choice: the first is the challenger.
  const own =
    sides.find(({ digest }) => digest !== null && digest === challenger.side.predictions) ?? sides.at(-1)
  const leading = leadingMetric(model, rows)
  const shown = rows.splits && !('obstacle' in rows.splits) ? rows.splits.shown : undefined
  const contenders =
    leading && shown
      ? ordered(sides, leading, shown, own)
      : sides.map((side) => unranked(side, side === own, 'there is nothing to order it by'))
  const isBest = contenders.find((each) => each.chosen)?.behind === 0
  return {
    size: sides.length,
    metric: leading?.name ?? null,
    split: shown?.split ?? null,
    corrected: sides.length > 1 && !(rows.mode === 'sealed' && isBest),
    contenders,
  }
}

/** A challenger that is not among what was tried is one more. */
function withChallenger(
  sides: readonly SweepSide[],
  { challenger: { side, predictions } }: CompareInput,
): readonly SweepSide[] {
  if (sides.some(({ digest }) => digest !== null && digest === side.predictions)) return sides
  return [...sides, { label: CHALLENGER, params: {}, digest: side.predictions, predictions }]
}

interface Leading {
  readonly name: string
  readonly gate: GateMetric
  readonly metric: RowMetric
}

/** The first goal that is computed from rows and whose noise they show; else the first guard. */
function leadingMetric({ gate }: Model, { task }: Rows): Leading | undefined {
  const metrics = Object.entries(gate.metrics).flatMap(([name, each]) => {
    const metric = rowMetric(name, each, task)
    return metric && task && metric.tasks.includes(task) && !metric.byWeight
      ? [{ name, gate: each, metric }]
      : []
  })
  return metrics.find((each) => each.gate.role === 'goal') ?? metrics[0]
}

function ordered(
  sides: readonly SweepSide[],
  { gate, metric }: Leading,
  shown: Pair,
  own: SweepSide | undefined,
): Contender[] {
  const sign = gate.direction === 'higher' ? 1 : -1
  const measured = sides.map((side) => ({ side, found: statisticOf(side, metric, shown) }))
  const ranked = measured.flatMap(({ side, found }) =>
    typeof found === 'string' ? [] : [{ side, statistic: found }],
  )
  const ranks = tiedWithBest(
    ranked.map(({ statistic }) => oriented(statistic, sign)),
    shown.sample,
    ALPHA,
  )
  const contenders = ranked.map(({ side, statistic }, index): Contender => {
    const { behind = 0, provenBehind = 0, tied = false } = ranks[index] ?? {}
    return {
      ...unranked(side, side === own, null),
      estimate: statistic.estimate,
      behind,
      proven_behind: provenBehind,
      tied,
    }
  })
  contenders.sort((a, b) => (a.behind ?? 0) - (b.behind ?? 0) || Number(b.chosen) - Number(a.chosen))
  const others = measured.flatMap(({ side, found }) =>
    typeof found === 'string' ? [unranked(side, side === own, found)] : [],
  )
  return [...contenders, ...others]
}

/** The metric of one side on the challenger's rows, or why it has none. */
function statisticOf({ predictions, problem }: SweepSide, metric: RowMetric, pair: Pair): Statistic | string {
  const { split, challenger, sample, task } = pair
  const rows = predictions?.splits.get(split)
  if (!rows) return problem ?? `it has no rows "${split}"`
  const alignment = alignRows(challenger, rows, structureOf(task))
  if (!('champion' in alignment)) return 'its rows are not the challenger’s'
  const prediction = predictionOf(metric, alignment.champion, challenger)
  const statistic = prediction && metric.statistic(challenger.y, prediction, sample, pair)
  return statistic && Number.isFinite(statistic.estimate) ? statistic : 'its metric is not a finite number'
}

function oriented(statistic: Statistic, sign: 1 | -1): Statistic {
  if (sign === 1) return statistic
  return {
    ...statistic,
    estimate: -statistic.estimate,
    values: statistic.values.map((value) => -value),
    without: statistic.without?.map((value) => -value),
  }
}

function unranked({ label, params }: SweepSide, chosen: boolean, problem: string | null): Contender {
  return {
    label: clipText(label).toWellFormed(),
    params,
    estimate: null,
    behind: null,
    proven_behind: null,
    tied: false,
    chosen,
    problem,
  }
}
