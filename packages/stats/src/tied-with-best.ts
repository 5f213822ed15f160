import type { Sample } from './sample.ts'
import { standardErrorOf } from './standard-error.ts'
import { differenceOf, type Statistic } from './statistic.ts'
import { studentTUpperQuantile } from './student-t.ts'

/** One of several models on the same rows. */
export interface Contender {
  /** How far behind the best estimate it is; 0 for the best. */
  readonly behind: number
  /** Upper limit of what it may be behind any other: max over j of θ̂ⱼ − θ̂ᵢ − t·SE, where that is above 0. */
  readonly provenBehind: number
  /** No other is proven to be better. */
  readonly tied: boolean
}

/**
 * Hsu's comparisons with the best: which of S models on the same rows may be the best. One is tied unless some j has
 * θ̂ⱼ − θ̂ᵢ > t(1 − α/S, ν)·SEᵢⱼ; the true best is among those tied with a chance of at least 1 − α. A single one is tied;
 * one that is NaN takes no part and is not.
 * @param statistics more is better
 * @see Hsu 1984, Annals of Statistics 12:1136; α/S stands for his multivariate t, and covers any covariance
 */
export function tiedWithBest(statistics: readonly Statistic[], sample: Sample, alpha: number): Contender[] {
  const estimates = statistics.map(({ estimate }) => estimate).filter(Number.isFinite)
  const best = Math.max(...estimates)
  return statistics.map((own) => {
    if (!Number.isFinite(own.estimate)) return { behind: Number.NaN, provenBehind: Number.NaN, tied: false }
    let provenBehind = 0
    for (const other of statistics) {
      if (!(other.estimate > own.estimate)) continue
      const difference = differenceOf(other, own)
      const { standardError, df } = standardErrorOf(difference, sample)
      const least = difference.estimate - studentTUpperQuantile(alpha / estimates.length, df) * standardError
      if (least > provenBehind) provenBehind = least
    }
    return { behind: best - own.estimate, provenBehind, tied: provenBehind === 0 }
  })
}
