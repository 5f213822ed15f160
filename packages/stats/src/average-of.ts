import type { Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/**
 * Plain mean of several statistics of the same rows: a macro average over classes. Those with strata are first written as
 * means over all rows, a row's deviation counting W/Wₖ for its stratum k. None: NaN.
 */
export function averageOf(statistics: readonly Statistic[], { rows, weight, clusters }: Sample): Statistic {
  const count = statistics.length
  const estimate = statistics.reduce((sum, statistic) => sum + statistic.estimate, 0) / count
  const values = new Float64Array(rows).fill(count === 0 ? Number.NaN : 0)
  for (const statistic of statistics) {
    const scale = scaleOf(statistic, weight)
    for (let i = 0; i < rows; i++) {
      const deviation = (statistic.values[i] ?? Number.NaN) - statistic.estimate
      values[i] = (values[i] ?? 0) + (statistic.estimate + deviation * scale(i)) / count
    }
  }
  const without = clusters && new Float64Array(clusters.count)
  for (let g = 0; without && g < without.length; g++)
    without[g] = statistics.reduce((sum, own) => sum + (own.without?.[g] ?? Number.NaN), 0) / count
  return { estimate, values, strata: undefined, without }
}

function scaleOf({ strata, values }: Statistic, weight: Float64Array | undefined): (row: number) => number {
  if (!strata) return () => 1
  const sizes = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const k = strata[i] ?? 0
    sizes[k] = (sizes[k] ?? 0) + (weight?.[i] ?? 1)
  }
  const total = (sizes[0] ?? 0) + (sizes[1] ?? 0)
  return (row) => total / (sizes[strata[row] ?? 0] ?? 0)
}
