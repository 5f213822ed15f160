import type { Gate, Verdict } from '@slipway/core'
import { fUpperQuantile, studentTSurvival } from '@slipway/stats'
import type { LookState } from '../look.ts'

/** One-sided, and meant for the lifetime of a test set. @see docs/statistics.md §2 */
export const ALPHA = 0.05

/** One-sided levels: what has to be shown to pass, and to be called worse. */
export interface Levels {
  /** The level of a pass, for an estimate with ν degrees of freedom; undefined for score limits, which are of the normal kind. */
  pass(df: number | undefined): number
  /** α/m over the m metrics of the gate. *Worse* spends no looks, or the gate would grow blind to harm. */
  readonly harm: number
  /** Why nothing may pass, whatever the rows say; undefined where it may. */
  readonly noPass: string | undefined
}

/**
 * Sealed rows answer one word, so each of K looks has α/K, in whatever order they come. Of open rows all is seen, and what went up
 * is kept: the limit of look k is √(k·F(k, ν; 1 − α)), which holds for every direction that k looks could have found.
 * @param tried models of which the best may have been chosen by these rows (Bonferroni)
 * @see Scheffé 1959, The Analysis of Variance, §3.5; docs/statistics.md §2
 */
export function levelsOf(gate: Gate, mode: Verdict['mode'], look: LookState, tried = 1): Levels {
  const number = look.kind === 'counted' ? look.number : 1
  return {
    pass:
      mode === 'open'
        ? (df) => openLevel(number, df ?? Number.POSITIVE_INFINITY, ALPHA / tried)
        : () => ALPHA / (gate.looks * tried),
    harm: ALPHA / Math.max(1, Object.keys(gate.metrics).length),
    noPass: noPass(gate, look),
  }
}

function noPass({ looks }: Gate, look: LookState): string | undefined {
  if (look.kind === 'withheld') return `the rows that decide were not asked: ${look.why}`
  if (look.kind === 'uncounted' || look.number <= looks) return undefined
  return `these rows have been asked ${looks} times, as often as the gate allows, and answer no more: add fresh rows, or raise "looks" on the default branch`
}

/** F with so many degrees of freedom is χ²/k as far as anybody can tell. */
const INFINITE_DF = 1e9

function openLevel(number: number, df: number, alpha: number): number {
  const limit = Math.sqrt(number * fUpperQuantile(alpha, number, Math.min(df, INFINITE_DF)))
  return studentTSurvival(limit, df)
}
