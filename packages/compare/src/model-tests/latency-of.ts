import type { LatencyOf } from '@slipway/core'
import { quantileOf } from '@slipway/stats'

/** Seconds of requests, round by round, as their quantiles and the p95 of each round. */
export function latencyOf(rounds: readonly Float64Array[]): LatencyOf {
  const all = Float64Array.from(rounds.flatMap((round) => [...round]))
  return {
    p50: quantileOf(all, 0.5),
    p95: quantileOf(all, 0.95),
    p99: quantileOf(all, 0.99),
    rounds: rounds.map((round) => quantileOf(round, 0.95)),
  }
}
