import type { Gate, MetricVerdict, Outcome } from '@slipway/core'
import { holm } from '@slipway/stats'
import { type Examined, judgesDifference } from './examine-metric.ts'
import type { DifferenceFinding } from './judge-difference.ts'
import type { LimitFinding } from './judge-limit.ts'
import type { Levels } from './levels.ts'
import { sealedDifference, sealedLimit } from './sealed-outcome.ts'

/** One metric with its outcome. */
export interface Concluded {
  readonly examined: Examined
  readonly outcome: MetricVerdict['outcome']
  readonly difference: DifferenceFinding['outcome'] | undefined
  readonly limit: LimitFinding['outcome'] | undefined
  readonly sealed: MetricVerdict['sealed']
  /** L > 0, but not once all goals are counted. */
  readonly lostToHolm: boolean
  /** It might have passed, and the rows that decide gave no answer. */
  readonly unanswered: boolean
}

/** Gives every metric its outcome. Several goals, any of which may win, share the level by Holm's procedure. */
export function concludeMetrics(
  examined: readonly Examined[],
  goals: Gate['goals'],
  levels: Levels,
  hasChampion: boolean,
): Concluded[] {
  const candidates = examined.filter(({ gate }) => gate.role === 'goal')
  const adjusted = goals === 'any' ? holm(candidates.map(noGain)) : candidates.map(noGain)
  const lost = new Set(candidates.filter((metric, i) => (adjusted[i] ?? 1) >= levels.pass(dfOf(metric))))
  const concluded = examined.map((metric) => conclude(metric, lost.has(metric), hasChampion))
  return levels.noPass === undefined ? concluded : concluded.map(withoutPass)
}

/** One-sided p-value of the split that decides. */
function noGain(examined: Examined): number {
  const finding = examined.source === 'rows' ? examined.deciding.difference : examined.difference
  return finding?.noGain ?? 1
}

function dfOf(examined: Examined): number | undefined {
  return examined.source === 'rows' ? examined.deciding.measured.difference?.df : undefined
}

/** The rows answer nothing: what they would pass is open. Rows on which the two never differ need no answer. */
function withoutPass(concluded: Concluded): Concluded {
  const { examined, difference, limit } = concluded
  if (examined.source === 'value') return concluded
  const same = [examined.shown, examined.deciding].every((split) => split.difference?.same)
  const held = {
    difference: difference !== undefined && difference !== 'worse' && !same ? 'cannot-tell' : difference,
    limit: limit === 'holds' ? 'cannot-tell' : limit,
  } as const
  const outcome = worst(held.difference, held.limit) ?? concluded.outcome
  return {
    ...concluded,
    ...held,
    outcome,
    unanswered: outcome === 'cannot-tell' && examined.obstacle === undefined,
    sealed: concluded.sealed && (same && limit === undefined ? concluded.sealed : 'not-shown'),
  }
}

function conclude(examined: Examined, isLost: boolean, hasChampion: boolean): Concluded {
  const { gate, obstacle } = examined
  const raw = hasChampion ? joined(examined, (finding) => finding.difference, sealedDifference) : undefined
  const lostToHolm = isLost && raw === 'better'
  const corrected = lostToHolm ? 'non-inferior' : raw
  const blocked = obstacle !== undefined && (judgesDifference(gate) || examined.source === 'value')
  const difference = blocked ? 'cannot-tell' : corrected
  const limit = joined(examined, (finding) => finding.limit, sealedLimit)
  const outcome = worst(difference, limit) ?? 'shown'
  return {
    examined,
    outcome,
    difference,
    limit,
    lostToHolm,
    unanswered: false,
    sealed: sealedWord(examined, lostToHolm),
  }
}

/** What one split says, or the two together where one is sealed. */
function joined<F extends { outcome: O }, O>(
  examined: Examined,
  of: (finding: {
    difference: DifferenceFinding | undefined
    limit: LimitFinding | undefined
  }) => F | undefined,
  join: (shown: F, sealed: F) => O,
): O | undefined {
  if (examined.source === 'value') return of(examined)?.outcome
  const deciding = of(examined.deciding)
  if (!examined.sealed || !deciding) return deciding?.outcome
  const shown = of(examined.shown)
  return shown && join(shown, deciding)
}

function worst(
  difference: DifferenceFinding['outcome'] | undefined,
  limit: LimitFinding['outcome'] | undefined,
): MetricVerdict['outcome'] | undefined {
  if (difference === 'worse' || limit === 'worse') return 'worse'
  if (difference === 'cannot-tell' || limit === 'cannot-tell') return 'cannot-tell'
  return difference ?? limit
}

/** The one word that the sealed rows may say of a metric. */
function sealedWord(examined: Examined, lostToHolm: boolean): MetricVerdict['sealed'] {
  if (examined.source !== 'rows' || !examined.sealed) return null
  const { difference, limit } = examined.deciding
  const passes = (limit === undefined || limit.outcome === 'holds') && examined.obstacle === undefined
  if (!passes || (difference === undefined && limit === undefined)) return 'not-shown'
  if (difference === undefined) return 'non-inferior'
  if (difference.outcome === 'better') return lostToHolm ? 'non-inferior' : 'better'
  return difference.outcome === 'non-inferior' ? 'non-inferior' : 'not-shown'
}

/** worse > cannot tell > better > non-inferior; better takes a goal, or all of them. */
export function overallOutcome(
  concluded: readonly Concluded[],
  goals: Gate['goals'],
  hasChampion: boolean,
): Outcome {
  if (concluded.some(({ outcome }) => outcome === 'worse')) return 'worse'
  const undecided = concluded.some(({ outcome }) => outcome === 'cannot-tell')
  if (undecided || !hasChampion || concluded.length === 0) return 'cannot-tell'
  const wins = concluded
    .filter(({ examined }) => examined.gate.role === 'goal')
    .map(({ outcome }) => outcome === 'better')
  const won = goals === 'any' ? wins.includes(true) : wins.length > 0 && !wins.includes(false)
  return won ? 'better' : 'non-inferior'
}
