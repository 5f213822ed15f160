import { measurePair } from '../../packages/compare/src/judge/measured.ts'
import { troubleOf } from '../../packages/compare/src/judge/trouble.ts'
import { rowMetric } from '../../packages/compare/src/metrics/row-metric.ts'
import type { Pair } from '../../packages/compare/src/rows/pair.ts'
import { Random } from '../../packages/compare/src/testing/random.ts'
import { type GateMetric, standardDirection, type Task } from '../../packages/core/src/index.ts'
import { CHAMPION_NOISE, type Shape, type World } from './worlds.ts'

/** One look, and one of twenty. */
const LEVELS = [0.05, 0.0025] as const
/**
 * Far out the limits of labels and ranks of a few hundred rows are somewhat short; and of few clusters more pairs of rows
 * lie in one cluster than of many, so that ranks are not quite where they will be. Both are said in docs/statistics.md.
 */
const MOST = [0.05, 0.005] as const
const MOST_OF_FEW_CLUSTERS = [0.06, 0.005] as const
/** Their limits say more noise than there is: near perfect calibration the jackknife does. */
const WIDE = ['squared_calibration_error']
/** What a worse challenger sees the truth through. */
const WORSE_NOISE = 1
const LARGE = { rows: 200_000, rounds: 20, clusters: 10_000 }
/** Of metrics that have some. */
const PARAMETERS: Readonly<Record<string, Partial<GateMetric>>> = {
  absolute_error_quantile: { quantile: 0.9 },
  expected_cost: {
    cost: [
      [0, 1],
      [5, 0],
    ],
  },
  recall_at_fixed_precision: { minPrecision: 0.5 },
}

/** Some metrics in one world, all on the same test sets. */
export interface Cell {
  readonly name: string
  readonly world: World
  readonly metrics: readonly string[]
  readonly shape: Shape
  /** What the truth is the mean over; very many rows where it does not depend on how many there are. */
  readonly truth?: Shape & { readonly rounds: number }
  readonly replications: number
}

/** What a metric's limits did. */
export interface Rates {
  readonly metric: string
  /** Share of test sets that were refused: *cannot tell*, whatever the limits. */
  readonly refused: number
  /** Share of two-sided 95 % intervals, of those not refused, that hold the true difference. */
  readonly coverage: number
  /** Share of all test sets on which L was above the truth, by level: false *better* at Δ = 0, false *non-inferior* at −δ. */
  readonly falsePass: readonly number[]
}

/** The rates of a cell where the two models are equal, and where the challenger is worse by the margin exactly. */
export function ratesOf(cell: Cell): { readonly equal: Rates[]; readonly worse: Rates[] } {
  const none = new Map(cell.metrics.map((metric) => [metric, 0]))
  const random = new Random(99)
  const { rounds, ...shape } = cell.truth ?? { ...LARGE, clusters: cell.shape.clusters && LARGE.clusters }
  const truth = new Map(cell.metrics.map((metric) => [metric, 0]))
  for (let round = 0; round < rounds; round++) {
    const pair = cell.world(random, shape, WORSE_NOISE)
    for (const metric of cell.metrics)
      truth.set(metric, (truth.get(metric) ?? 0) + estimateOf(metric, pair) / rounds)
  }
  return { equal: simulate(cell, none, CHAMPION_NOISE), worse: simulate(cell, truth, WORSE_NOISE) }
}

const signOf = (metric: string) => (standardDirection(metric, PARAMETERS[metric]) === 'lower' ? -1 : 1)

function metricOf(metric: string, task: Task) {
  const parameters = PARAMETERS[metric]
  const isKnown = standardDirection(metric, parameters) !== undefined
  const rows = rowMetric(metric, { column: isKnown ? undefined : metric, ...parameters }, task)
  if (!rows) throw new Error(`"${metric}" is not computed from rows`)
  return rows
}

/** The gain alone, without its noise: a median of very many rows would resample for long. */
function estimateOf(metric: string, pair: Pair): number {
  const { byWeight, ...plain } = metricOf(metric, pair.task)
  return signOf(metric) * (measurePair(plain, pair)?.difference?.estimate ?? Number.NaN)
}

function simulate(
  { world, shape, replications }: Cell,
  truth: ReadonlyMap<string, number>,
  noise: number,
): Rates[] {
  const random = new Random(7)
  const counts = Array.from(truth, ([metric, gain]) => ({
    metric,
    gain,
    sign: signOf(metric),
    refused: 0,
    covered: 0,
    passed: LEVELS.map(() => 0),
  }))
  for (let n = 0; n < replications; n++) {
    const pair = world(random, shape, noise)
    for (const count of counts) {
      const measured = measurePair(metricOf(count.metric, pair.task), pair)?.difference
      if (!measured || troubleOf(pair, measured, measured)) {
        count.refused++
        continue
      }
      const limits = (level: number) => {
        const [low, high] = measured.limits(level)
        return count.sign === 1 ? [low, high] : [-high, -low]
      }
      const [low = Number.NaN, high = Number.NaN] = limits(0.025)
      if (low <= count.gain && count.gain <= high) count.covered++
      for (const [k, level] of LEVELS.entries())
        if ((limits(level)[0] ?? 0) > count.gain) count.passed[k] = (count.passed[k] ?? 0) + 1
    }
  }
  return counts.map(({ metric, refused, covered, passed }) => ({
    metric,
    refused: refused / replications,
    coverage: covered / (replications - refused),
    falsePass: passed.map((count) => count / replications),
  }))
}

/** What is wrong with some rates, by the bounds of the decision rule and three Monte-Carlo standard errors of slack. */
export function faultsOf(
  { replications, shape }: Cell,
  { metric, refused, coverage, falsePass }: Rates,
): string[] {
  const slack = (share: number) => 3 * Math.sqrt((share * (1 - share)) / (replications * (1 - refused)))
  const hasFewClusters = shape.clusters !== undefined && shape.clusters < 30
  const faults = LEVELS.flatMap((level, k) => {
    const rate = falsePass[k] ?? 1
    const allowed = (hasFewClusters ? MOST_OF_FEW_CLUSTERS : MOST)[k] ?? level
    const most = allowed + 3 * Math.sqrt((allowed * (1 - allowed)) / replications)
    return rate > most ? [`${metric}: false pass ${rate} at ${level}`] : []
  })
  // Refusing many test sets leaves a selection, and says nothing of the interval.
  const [least, most] = hasFewClusters ? [0.93, 0.98] : [0.935, 0.965]
  if (
    refused < 0.1 &&
    (coverage < least - slack(least) || (coverage > most + slack(most) && !WIDE.includes(metric)))
  )
    faults.push(`${metric}: coverage ${coverage}`)
  return faults
}

/** Lines of the table in docs/statistics.md: equal / worse by the margin. */
export function tableOf(cell: Cell, { equal, worse }: { equal: Rates[]; worse: Rates[] }): string {
  const percent = (share: number, digits: number) => (100 * share).toFixed(digits)
  return equal
    .map((one, k) => {
      const other = worse[k] ?? one
      const both = (of: (rates: Rates) => number, digits: number) =>
        `${percent(of(one), digits)} / ${percent(of(other), digits)}`
      const cells = [
        cell.name,
        `\`${one.metric}\``,
        both(({ refused }) => refused, 1),
        both(({ coverage }) => coverage, 1),
        both(({ falsePass }) => falsePass[0] ?? Number.NaN, 1),
        both(({ falsePass }) => falsePass[1] ?? Number.NaN, 2),
      ]
      return `| ${cells.join(' | ')} |`
    })
    .join('\n')
}
