import type { Statistic } from './statistic.ts'

/** Square root of a statistic that is not negative: the root mean squared error from the mean. 0 has no influence. */
export function rootOf({ estimate, values, strata, without }: Statistic): Statistic {
  const root = Math.sqrt(estimate)
  return {
    estimate: root,
    values: values.map((value) => (estimate === 0 ? 0 : root + (value - estimate) / (2 * root))),
    strata,
    without: without?.map(Math.sqrt),
  }
}
