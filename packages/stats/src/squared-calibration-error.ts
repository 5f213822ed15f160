import { sumOver } from './compensated-sum.ts'
import { orderOf } from './order-of.ts'
import { checkSameLength } from './same-length.ts'
import { type Clusters, effectiveSize, type Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/** As many as calibration is usually shown in. @see Guo et al. 2017, "On calibration of modern neural networks", ICML */
const BINS = 15

/** Sums of weights over some rows: of all, and times the residual p − y. */
interface Sums {
  readonly weight: number
  readonly residual: number
}

/** A bin, as sums over its rows and over its groups: rows that are independent, or clusters. */
interface Bin extends Sums {
  readonly weightSquares: number
  readonly residualSquares: number
}

/**
 * Mean over 15 bins of the squared difference between how likely things were said to be and how often they were, without
 * the bias of the plug-in estimate: in each bin the mean over pairs of rows (of different clusters) of the product of their
 * residuals p − y. A calibrated model has 0 on average, so that it may come out below. Bins hold about as many rows each,
 * by the model's own probabilities; equal ones are never parted.
 *
 * Row values are pseudo-values, n·θ̂ − (n − 1)·θ̂ without the row; the jackknife is exact for the bins as they are. Near
 * perfect calibration it says about √2 times the noise that there is: limits are wide there, and not wrong. Bins of one row
 * or cluster are left out. No other, or NaN: NaN.
 *
 * @see Kumar, Liang & Ma 2019, "Verified uncertainty calibration", NeurIPS (debiased estimator); Efron & Stein 1981, Annals
 *   of Statistics 9:586 (the jackknife of a U-statistic says too much, never too little)
 */
export function squaredCalibrationError(y: Float64Array, p: Float64Array, sample: Sample): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('the calibration error', rows, { y, p, weight, cluster: clusters?.codes })
  const binOf = binsOf(p, weight)
  const sumsOf = (row: number): Sums => {
    const w = weight?.[row] ?? 1
    return { weight: w, residual: w * ((p[row] ?? Number.NaN) - (y[row] ?? Number.NaN)) }
  }
  const groups = clusters && sumsByCluster(clusters, binOf, sumsOf)
  const bins = Array.from({ length: BINS }, () => NO_BIN)
  const count = (bin: number, sums: Sums) => {
    bins[bin] = changed(bins[bin] ?? NO_BIN, sums, 1)
  }
  if (groups) for (const own of groups) for (const [bin, sums] of own) count(bin, sums)
  else for (let row = 0; row < rows; row++) count(binOf[row] ?? 0, sumsOf(row))
  const all = new PairedBins(bins)
  const estimate = p.some(Number.isNaN) ? Number.NaN : all.error
  if (groups) {
    const without = Float64Array.from(groups, (own) => all.without(own))
    return { estimate, values: new Float64Array(rows).fill(estimate), strata: undefined, without }
  }
  const size = effectiveSize(sample)
  const total = weight ? sumOver(rows, (row) => weight[row] ?? 0) : rows
  const values = Float64Array.from({ length: rows }, (_, row) => {
    const own = sumsOf(row)
    // A row that weighs nothing has no say.
    if (own.weight === 0) return estimate
    const gone = estimate - all.without([[binOf[row] ?? 0, own]])
    return estimate + ((size - 1) / size) * (total / own.weight) * gone
  })
  return { estimate, values, strata: undefined, without: undefined }
}

const NO_BIN: Bin = { weight: 0, residual: 0, weightSquares: 0, residualSquares: 0 }

/** A bin with a group more, or with −1 less. */
function changed(bin: Bin, { weight, residual }: Sums, sign: 1 | -1): Bin {
  return {
    weight: bin.weight + sign * weight,
    residual: bin.residual + sign * residual,
    weightSquares: bin.weightSquares + sign * weight * weight,
    residualSquares: bin.residualSquares + sign * residual * residual,
  }
}

/** What is left of pairs when one of two has gone is rounding. */
const DUST = 1e-9

/** The error of all bins, and without a group at the cost of its own bins only. */
class PairedBins {
  readonly #bins: readonly Bin[]
  readonly #parts: readonly Part[]
  readonly #sum: number
  readonly #weight: number

  constructor(bins: readonly Bin[]) {
    this.#bins = bins
    this.#parts = bins.map(partOf)
    this.#sum = this.#parts.reduce((total, { sum }) => total + sum, 0)
    this.#weight = this.#parts.reduce((total, { weight }) => total + weight, 0)
  }

  get error(): number {
    return this.#sum / this.#weight
  }

  without(group: Iterable<readonly [number, Sums]>): number {
    let [sum, weight] = [this.#sum, this.#weight]
    for (const [bin, sums] of group) {
      const before = this.#parts[bin] ?? NO_PART
      const after = partOf(changed(this.#bins[bin] ?? NO_BIN, sums, -1))
      sum += after.sum - before.sum
      weight += after.weight - before.weight
    }
    return sum / weight
  }
}

/** What a bin adds to the mean over bins. */
interface Part {
  readonly sum: number
  readonly weight: number
}
const NO_PART: Part = { sum: 0, weight: 0 }

function partOf({ weight, residual, weightSquares, residualSquares }: Bin): Part {
  const pairs = weight * weight - weightSquares
  return pairs > DUST * weight * weight
    ? { sum: (weight * (residual * residual - residualSquares)) / pairs, weight }
    : NO_PART
}

/** Bin of each row, about as much weight in each. */
function binsOf(p: Float64Array, weight: Float64Array | undefined): Uint8Array {
  const order = orderOf(p)
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : p.length
  const bins = new Uint8Array(p.length)
  let passed = 0
  for (let from = 0, to = 0; from < order.length; from = to) {
    const bin = Math.min(BINS - 1, Math.floor((BINS * passed) / total))
    // A NaN is not even equal to itself: it goes alone, and makes the result one.
    for (; to < order.length && (to === from || p[order[to] ?? 0] === p[order[from] ?? 0]); to++) {
      bins[order[to] ?? 0] = bin
      passed += weight?.[order[to] ?? 0] ?? 1
    }
  }
  return bins
}

/** Of each cluster, its sums by bin. */
function sumsByCluster(
  { codes, count }: Clusters,
  binOf: Uint8Array,
  sumsOf: (row: number) => Sums,
): ReadonlyMap<number, Sums>[] {
  const groups = Array.from({ length: count }, () => new Map<number, Sums>())
  for (let row = 0; row < codes.length; row++) {
    const bins = groups[codes[row] ?? 0]
    const bin = binOf[row] ?? 0
    const { weight, residual } = sumsOf(row)
    const before = bins?.get(bin) ?? NO_BIN
    bins?.set(bin, { weight: before.weight + weight, residual: before.residual + residual })
  }
  return groups
}

/**
 * Expected calibration error: mean over the same bins of the distance between how likely things were said to be and how
 * often they were. To be shown: it is above 0 for a calibrated model, and no resample says by how much.
 * @see Naeini, Cooper & Hauskrecht 2015, AAAI
 */
export function expectedCalibrationError(y: Float64Array, p: Float64Array, { rows, weight }: Sample): number {
  const binOf = binsOf(p, weight)
  const residuals = new Float64Array(BINS)
  let total = 0
  for (let row = 0; row < rows; row++) {
    const w = weight?.[row] ?? 1
    const bin = binOf[row] ?? 0
    residuals[bin] = (residuals[bin] ?? 0) + w * ((p[row] ?? Number.NaN) - (y[row] ?? Number.NaN))
    total += w
  }
  return residuals.reduce((sum, residual) => sum + Math.abs(residual), 0) / total
}
