import type { Model, ModelTests, TestVerdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { formatCount, formatEstimate, formatGiven } from '../format-number.ts'
import { judgedSplits } from '../rows/judged-splits.ts'
import { labelsByColumn } from '../rows/labels-by-column.ts'
import type { Pair } from '../rows/pair.ts'
import {
  type GroupPair,
  type GroupRate,
  type GroupRates,
  gapLimits,
  groupRates,
  growthLimits,
  type Measure,
} from './group-rates.ts'
import type { JudgedSides } from './judge-tests.ts'
import { boundedTest, TEST_ALPHA, untoldTest } from './test-finding.ts'

type Fairness = NonNullable<ModelTests['fairness']>

/** Fewer rows say nothing of a group's rate, as of a class anywhere else. */
const LEAST_ROWS = 50
const LEAST_CLUSTERS = 10
const MOST_GROUPS = 20
const NAME = 60

const NAMES: Readonly<Record<Measure, string>> = {
  selection_rate: 'selection rate',
  true_positive_rate: 'true positive rate',
  false_positive_rate: 'false positive rate',
  calibration: 'calibration',
}

/**
 * Gaps between groups of the shown rows: how far apart the two farthest are, and how much farther than under the champion. That
 * a gap is within its limit must hold for every two groups, each at the full level (an intersection-union test); that it is
 * beyond has to survive as many chances as there are pairs (Bonferroni).
 * @see Berger & Hsu 1996, Statistical Science 11:283; Hardt, Price & Srebro 2016, NeurIPS (equal opportunity)
 */
export function judgeFairness(
  { gate }: Pick<Model, 'gate'>,
  spec: Fairness,
  { challenger, champion }: JudgedSides,
): readonly TestVerdict[] {
  const untold = (why: string) => [
    untoldTest({ kind: 'fairness', name: 'all', unit: 'score' }, `fairness cannot be told: ${why}`, spec.max),
  ]
  const { predictions } = challenger
  if (!predictions) return untold(challenger.problem ?? 'there are no predictions')
  if ((gate.task ?? predictions.task) !== 'binary') return untold('the predictions are not of two classes')
  const splits = judgedSplits(predictions, champion?.predictions ?? undefined, 'binary')
  if ('obstacle' in splits) return untold(splits.obstacle)
  const pair = splits.shown
  if (pair.clusters !== undefined && pair.effective < LEAST_CLUSTERS)
    return untold(`the rows hang together in fewer than ${LEAST_CLUSTERS} clusters`)
  return spec.by.flatMap((column) =>
    spec.measures.flatMap((measure) => byColumn(pair, column, measure, spec)),
  )
}

function byColumn(pair: Pair, column: string, measure: Measure, spec: Fairness): readonly TestVerdict[] {
  const name = `${NAMES[measure]} by ${clip(column, NAME)}`
  const subject = { kind: 'fairness', name, unit: 'score' } as const
  const untold = (why: string) => [untoldTest(subject, `the ${name} cannot be told: ${why}`, spec.max)]
  const labels = labelsByColumn(pair.challenger, column)
  if (!labels) return untold('the predictions have no such column')
  const groups = labels.names.map((own, code) => ({ code, name: own }))
  const all = groupRates(measure, pair, labels.codes, groups)
  if (!all) return untold('the predictions do not hold what it takes')
  const large = (rates: readonly GroupRate[]) => rates.filter(({ trials }) => trials >= LEAST_ROWS)
  const rates = large(all.challenger)
  if (rates.length < 2) return untold(`fewer than two groups have ${LEAST_ROWS} rows`)
  if (rates.length > MOST_GROUPS)
    return untold(`there are ${formatCount(rates.length)} groups; expected at most ${MOST_GROUPS}`)
  const left = groups.length - rates.length
  const small = left === 0 ? '' : `; ${formatCount(left)} smaller groups are left out`
  const isShare = measure !== 'calibration'
  const gap = widest(rates)
  const before = all.champion && widest(large(all.champion))
  const text = `the ${name} is ${rateText(gap.high)} and ${rateText(gap.low)}, a gap of ${digits(gap.size)}`
  const limits = limitsOfGap(rates, pair, isShare)
  const most =
    spec.max === undefined
      ? ''
      : `, and with its limits ${between(limits)}; ${formatGiven(spec.max)} is allowed`
  const own = boundedTest(
    subject,
    { challenger: gap.size, champion: before?.size, max: spec.max, limits },
    `${text}${most}${small}`,
  )
  if (spec.margin === undefined) return [own]
  return [own, besideChampion(pair, all, rates, name, spec.margin)]
}

interface Gap {
  readonly high: GroupRate
  readonly low: GroupRate
  readonly size: number
}

function widest(rates: readonly GroupRate[]): Gap {
  const sorted = [...rates].sort((a, b) => a.estimate - b.estimate)
  const [low, high] = [sorted[0], sorted.at(-1)] as [GroupRate, GroupRate]
  return { high, low, size: high.estimate - low.estimate }
}

function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const))
}

/** Of the largest distance of any two groups. */
function limitsOfGap(rates: readonly GroupRate[], pair: Pair, isShare: boolean): readonly [number, number] {
  const pairs = pairsOf(rates)
  const lower = pairs.map(([a, b]) => {
    const [low, high] = gapLimits(a, b, pair, isShare, TEST_ALPHA / pairs.length)
    return Math.max(0, low, -high)
  })
  const upper = pairs.map(([a, b]) => {
    const [low, high] = gapLimits(a, b, pair, isShare, TEST_ALPHA)
    return Math.max(high, -low)
  })
  return [Math.max(...lower), Math.max(...upper)]
}

function besideChampion(
  pair: Pair,
  all: GroupRates,
  rates: readonly GroupRate[],
  name: string,
  margin: number,
): TestVerdict {
  const subject = { kind: 'fairness', name: `${name}, beside the champion`, unit: 'score' } as const
  const { champion } = all
  if (!champion)
    return untoldTest(
      subject,
      `there is no champion on the same rows beside which the ${name} could be judged`,
      margin,
    )
  const compared = rates.map((rate) => all.challenger.indexOf(rate))
  const widestOf = (list: readonly GroupRate[]): GroupPair => {
    const sorted = [...compared].sort((a, b) => (list[a]?.estimate ?? 0) - (list[b]?.estimate ?? 0))
    return [sorted.at(-1) ?? 0, sorted[0] ?? 0]
  }
  const [now, then] = [widestOf(all.challenger), widestOf(champion)]
  const sizeOf = (list: readonly GroupRate[], [high, low]: GroupPair) =>
    (list[high]?.estimate ?? Number.NaN) - (list[low]?.estimate ?? Number.NaN)
  const [size, before] = [sizeOf(all.challenger, now), sizeOf(champion, then)]
  const pairs = compared.flatMap((a) => compared.flatMap((b) => (a === b ? [] : [[a, b] as const])))
  // No two groups are farther apart than the champion's farthest and the margin: then the widest are not either.
  const upper = pairs.map((each) => growthLimits(all, each, then, pair, TEST_ALPHA)[1])
  const [lower] = growthLimits(all, now, then, pair, TEST_ALPHA / pairs.length)
  const limits = [lower, Math.max(...upper)] as const
  return boundedTest(
    subject,
    { challenger: size - before, max: margin, limits },
    `the gap in the ${name} is ${digits(size)} against the champion’s ${digits(before)}, and with its limits grew by ${between(limits)}; ${formatGiven(margin)} is allowed`,
  )
}

const digits = (value: number) => formatEstimate(value, 0.002)
const between = ([low, high]: readonly [number, number]) => `${digits(low)} to ${digits(high)}`
const rateText = ({ name, estimate }: GroupRate) => `${digits(estimate)} of "${clip(name, NAME)}"`
