import { studentTUpperQuantile } from '@slipway/stats'
import { formatCount } from '../format-number.ts'
import type { Pair } from '../rows/pair.ts'
import type { Difference, Measured } from './measured.ts'

const LEAST_OF_A_CLASS = 50
const LEAST_DIFFERING = 40
/** Below, a model that calls few rows 1, all of them right, seems certain: precision has no noise that shows. */
const LEAST_SCARCE = 20
const LEAST_CLUSTERS = 10
const LARGEST_SHARE = 0.1
/** How often clusters that are all alike may be refused because one of them, by chance, has a large share. */
const SHARE_LEVEL = 0.01
/** A standard error this small beside the estimate is the dust of subtraction, not noise that was measured. */
const DUST = 1e-10

/** Why a number cannot be judged. */
export interface Trouble {
  /** Continues "ROC AUC cannot be judged: …". */
  readonly text: string
  /** `rows`: follows from the rows alone and tells nothing of the predictions, so that it may be said of sealed rows. */
  readonly kind: 'rows' | 'not-finite' | 'noise'
}

/**
 * What always means *cannot tell*, whatever the limits say.
 * @see docs/statistics.md §1; the share of one cluster: docs/adr/0003-share-of-one-cluster.md
 */
export function troubleOf(pair: Pair, measured: Measured, difference?: Difference): Trouble | undefined {
  return troubleOfRows(pair, measured.perClass) ?? troubleOfNumbers(pair, measured, difference)
}

function troubleOfRows(
  { task, rows, rarestClass, clusters, effective, group, times }: Pair,
  perClass: boolean,
): Trouble | undefined {
  const ofRows = (text: string): Trouble => ({ text, kind: 'rows' })
  if (rows === 0) return ofRows('there are no rows')
  if ((task === 'binary' || perClass) && rarestClass !== undefined && rarestClass < LEAST_OF_A_CLASS)
    return ofRows(
      `only ${counted(rarestClass, 'row')} ${task === 'multilabel' ? 'with one label, or without it' : 'of one class'}; it takes ${LEAST_OF_A_CLASS}`,
    )
  if (clusters !== undefined && effective < LEAST_CLUSTERS)
    return ofRows(
      times
        ? `${counted(clusters, group)} of forecasts up to ${counted(times.horizon, 'step')} ahead are worth ${effective.toFixed(1)} that do not overlap; it takes ${LEAST_CLUSTERS} (a column "cluster" with the series would take the series as independent)`
        : `${counted(clusters, group)}, worth ${effective.toFixed(1)} of equal size; it takes ${LEAST_CLUSTERS}`,
    )
  return undefined
}

function troubleOfNumbers(
  pair: Pair,
  { estimate, standardError, df, row, cluster, scarce }: Measured,
  difference: Difference | undefined,
): Trouble | undefined {
  const noise = (text: string): Trouble => ({ text, kind: 'noise' })
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError))
    return { text: 'it is not a finite number on these rows', kind: 'not-finite' }
  // Score limits need none of what follows: they were made for few differences.
  if (df === undefined) return undefined
  if (difference?.differing === 0) return undefined
  if (difference && difference.differing < LEAST_DIFFERING)
    return noise(
      `the two differ on only ${counted(difference.differing, pair.unit)}; it takes ${LEAST_DIFFERING}`,
    )
  if (scarce && scarce.rows < LEAST_SCARCE)
    return noise(
      `${scarce.where} only ${formatCount(scarce.rows)} ${scarce.what}; it takes ${LEAST_SCARCE} of each`,
    )
  if (standardError <= DUST * Math.abs(estimate))
    return noise('it is the same in every part of the rows, so that there is no noise to judge it by')
  if (row.share > LARGEST_SHARE)
    return noise(`${pair.nameOf(row.index)} alone has ${percent(row.share)} of the variance`)
  if (cluster && cluster.share > largestClusterShare(pair.times ? (pair.clusters ?? 0) : pair.effective))
    return noise(`${pair.groupName(cluster.index)} alone has ${percent(cluster.share)} of the variance`)
  return undefined
}

/**
 * The share of the variance that one of G clusters may have: 10 %, or where there are so few that one has more by
 * chance, what chance exceeds once in a hundred (Grubbs' test of the largest deviation).
 * @see Grubbs 1950, Annals of Mathematical Statistics 21:27
 */
export function largestClusterShare(clusters: number): number {
  if (!(clusters > 2)) return 1
  const t = studentTUpperQuantile(SHARE_LEVEL / (2 * clusters), clusters - 2)
  return Math.max(LARGEST_SHARE, (((clusters - 1) / clusters) * t * t) / (clusters - 2 + t * t))
}

const percent = (share: number) => `${Math.round(100 * share)}\u00a0%`
const counted = (n: number, noun: string) => `${formatCount(n)} ${n === 1 ? noun : pluralOf(noun)}`
const pluralOf = (noun: string) => (noun === 'query' ? 'queries' : `${noun}s`)
