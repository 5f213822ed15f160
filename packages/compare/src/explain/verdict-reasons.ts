import type { MetricVerdict, Outcome } from '@slipway/core'
import type { CompareInput } from '../compare-input.ts'
import type { Concluded } from '../judge/conclude.ts'
import { type Comparison, nameOf } from '../judge/examine-metric.ts'
import { isBelowPower, metricReason } from './metric-reason.ts'
import { sentence } from './sentence.ts'
import { statisticsOf } from './statistics.ts'

/**
 * The sentences of a verdict: first the one that decides, for everybody; then what else went wrong and what was not alike;
 * then the numbers that a statistician asks for.
 * @param notes what parts of the rows say
 */
export function verdictReasons(
  outcome: Outcome,
  concluded: readonly Concluded[],
  metrics: Readonly<Record<string, MetricVerdict>>,
  comparison: Comparison,
  notes: readonly string[] = [],
): string[] {
  const { input } = comparison
  return [
    ...decidingReasons(outcome, concluded, comparison),
    ...notes,
    ...codeDifference(input),
    ...(input.rescored
      ? [`to compare like with like, ${baselineName(input)} was scored again on the challenger’s rows`]
      : []),
    ...statisticsOf(concluded, metrics, comparison),
    ...anchorUnknown(input),
  ].map(sentence)
}

/** Where nobody kept which release losses are added up from. */
function anchorUnknown({ anchor, champion }: CompareInput): string[] {
  return anchor === 'unknown' && champion
    ? [
        `what ${nameOf(champion)} had lost when it was released is not known, so losses are added up from it on`,
      ]
    : []
}

const baselineName = ({ champion }: CompareInput) => (champion ? nameOf(champion) : 'the champion')

function decidingReasons(
  outcome: Outcome,
  concluded: readonly Concluded[],
  comparison: Comparison,
): string[] {
  const { input } = comparison
  if (outcome === 'better') return betterReasons(concluded)
  if (outcome === 'non-inferior') return nonInferiorReasons(concluded, input)
  // What the challenger is by itself comes first: where it breaks a limit, the comparison often only shows the consequence.
  const worse = concluded
    .filter((metric) => metric.outcome === 'worse')
    .sort((a, b) => Number(b.limit === 'worse') - Number(a.limit === 'worse'))
  const undecided = concluded.filter((metric) => metric.outcome === 'cannot-tell')
  const reasons = [...worse.map(metricReason), ...undecidedReasons(undecided)]
  if (worse.length > 0) return reasons
  if (input.champion === null)
    return [
      'this is the first release: there is nothing to compare with, and a person must accept it',
      ...reasons,
    ]
  const { noPass } = comparison.levels
  if (noPass !== undefined && undecided.some(({ unanswered }) => unanswered)) return [noPass, ...reasons]
  const [first] = undecided
  if (!first) return ['the gate names no metric to judge by']
  if (!isBelowPower(first)) return reasons
  const headline =
    comparison.mode === 'sealed'
      ? 'the sealed rows do not settle it'
      : 'the change is smaller than this test can see'
  return [`${headline}: ${reasons[0]}`, ...reasons.slice(1)]
}

/** One sentence where the same thing stands in the way of every metric. */
function undecidedReasons(undecided: readonly Concluded[]): string[] {
  const obstacles = new Set(undecided.map(({ examined }) => examined.obstacle))
  const [obstacle] = obstacles
  return undecided.length > 1 && obstacles.size === 1 && obstacle !== undefined
    ? [`the models cannot be compared: ${obstacle}`]
    : undecided.map(metricReason)
}

function betterReasons(concluded: readonly Concluded[]): string[] {
  const isWin = ({ outcome, examined }: Concluded) => outcome === 'better' && examined.gate.role === 'goal'
  const guards = concluded.filter(({ examined }) => examined.gate.role === 'guard').length
  const [first, ...others] = concluded.filter(isWin).map(metricReason)
  const held = guards === 0 ? '' : guards === 1 ? ', and the guard holds' : ', and every guard holds'
  return [`${first}${held}`, ...others]
}

function nonInferiorReasons(concluded: readonly Concluded[], input: CompareInput): string[] {
  const judged = concluded.filter(({ difference }) => difference !== undefined)
  const alike = ({ examined }: Concluded) =>
    examined.source === 'rows' &&
    [examined.shown, examined.deciding].every(({ pair, difference }) => pair.identical && difference?.same)
  if (judged.length > 0 && judged.every(alike))
    return [`it answers every row exactly as ${baselineName(input)} does, from other bytes`]
  const goals = judged.filter(({ examined }) => examined.gate.role === 'goal')
  const [first, ...others] = (goals.length > 0 ? goals : judged.length > 0 ? judged : concluded).map(
    metricReason,
  )
  const headline = `no worse than ${baselineName(input)}${goals.length > 0 ? ', and not shown to be better' : ''}`
  return [`${headline}: ${first}`, ...others]
}

function codeDifference({ challenger, champion, rescored }: CompareInput): string[] {
  if (!champion || rescored || challenger.evalcode === champion.evalcode) return []
  return [
    challenger.evalcode === null || champion.evalcode === null
      ? 'whether both were evaluated by the same code is not known'
      : `the evaluation code is not the one that ${nameOf(champion)} was evaluated by: look at that change first`,
  ]
}
