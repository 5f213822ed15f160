/**
 * A metric's value together with what its uncertainty is computed from. It is a weighted mean of row values within each
 * stratum: exactly so for means and AUC, to first order (value + influence) for anything else smooth.
 */
export interface Statistic {
  /** NaN where the metric is not defined. */
  readonly estimate: number
  /** One value a row: its loss, its placement, or estimate + influence. */
  readonly values: Float64Array
  /** Rows of different strata are averaged apart (the two classes of an AUC); undefined: one stratum. */
  readonly strata: Uint8Array | undefined
  /** The estimate without each cluster in turn, by cluster code; undefined for rows that are independent. */
  readonly without: Float64Array | undefined
}

/** The statistic `to − from` on the same rows: what a paired comparison judges. */
export function differenceOf(to: Statistic, from: Statistic): Statistic {
  return {
    estimate: to.estimate - from.estimate,
    values: to.values.map((value, row) => value - (from.values[row] ?? 0)),
    strata: to.strata,
    without: to.without?.map((value, cluster) => value - (from.without?.[cluster] ?? 0)),
  }
}
