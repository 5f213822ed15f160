import { studentTSurvival, studentTUpperQuantile } from '@slipway/stats'
import type { Measured } from './measured.ts'

/** Limits and tails of an estimate whose standard error has this many degrees of freedom. */
export function studentT(
  estimate: number,
  standardError: number,
  df: number,
): Pick<Measured, 'limits' | 'tails'> {
  return {
    limits: (level) => {
      const half = studentTUpperQuantile(level, df) * standardError
      return [estimate - half, estimate + half]
    },
    tails: () => [
      studentTSurvival(estimate / standardError, df),
      studentTSurvival(-estimate / standardError, df),
    ],
  }
}
