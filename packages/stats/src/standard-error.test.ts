import { describe, expect, it } from 'vitest'
import { averagePrecision } from './average-precision.ts'
import { type ClassScore, classScoreOf } from './class-score.ts'
import { fBeta, matthewsCorrelation, precisionOver, recallOver } from './class-scores.ts'
import jackknife from './fixtures/jackknife.json' with { type: 'json' }
import { rSquared } from './r-squared.ts'
import { meanOf, ratioOf } from './ratio.ts'
import { rocAuc } from './roc-auc.ts'
import { rootOf } from './root-of.ts'
import { absoluteErrors, logLosses, squaredErrors } from './row-losses.ts'
import { clusterSizes, effectiveSize, type Sample } from './sample.ts'
import { standardErrorOf } from './standard-error.ts'
import { differenceOf, type Statistic } from './statistic.ts'

const labelsOf = (score: Float64Array) => score.map((p) => (p > 0.5 ? 1 : 0))
const ofLabels =
  (score: ClassScore) =>
  (y: Float64Array, p: Float64Array, sample: Sample): Statistic =>
    classScoreOf(y, labelsOf(p), 2, score, sample)

type Case = (typeof jackknife.cases)[number]
const metrics: Record<string, (y: Float64Array, score: Float64Array, sample: Sample) => Statistic> = {
  roc_auc: rocAuc,
  log_loss: (y, p, sample) => meanOf(logLosses(y, p), sample),
  mean_absolute_error: (y, p, sample) => meanOf(absoluteErrors(y, p), sample),
  ratio: (y, p, sample) =>
    ratioOf(
      p.map((score, i) => score * (y[i] ?? 0)),
      p,
      sample,
    ),
  average_precision: averagePrecision,
  r2: rSquared,
  root_mean_squared_error: (y, p, sample) => rootOf(meanOf(squaredErrors(y, p), sample)),
  precision: ofLabels(precisionOver([1])),
  recall: ofLabels(recallOver([1])),
  f1: ofLabels(fBeta(1, [1])),
  f2: ofLabels(fBeta(2, [1])),
  balanced_accuracy: ofLabels(recallOver([0, 1])),
  matthews_corrcoef: ofLabels(matthewsCorrelation),
}

function sampleOf({ cluster, weight }: Case): Sample {
  return {
    rows: cluster.length,
    weight: weight ? Float64Array.from(weight) : undefined,
    clusters: { codes: Int32Array.from(cluster), count: Math.max(...cluster) + 1 },
  }
}

describe('standardErrorOf() with clusters is the jackknife done the long way', () => {
  for (const data of jackknife.cases) {
    for (const [name, metric] of Object.entries(metrics)) {
      it(`${name}, ${data.name}`, () => {
        const sample = sampleOf(data)
        const expected = data.expected[name as 'ratio']
        const y = Float64Array.from(data.y)
        const a = metric(y, Float64Array.from(data.a), sample)
        const b = metric(y, Float64Array.from(data.b), sample)
        expect(a.estimate).toBeCloseTo(expected.a, 12)
        expect(b.estimate).toBeCloseTo(expected.b, 12)
        expect(standardErrorOf(b, sample).standardError).toBeCloseTo(expected.se_b, 12)
        const difference = standardErrorOf(differenceOf(b, a), sample)
        expect(difference.standardError).toBeCloseTo(expected.se_difference, 12)
        expect(difference.df).toBeCloseTo(data.expected.effective - 1, 10)
      })
    }
  }
})

describe('standardErrorOf()', () => {
  const values = Float64Array.from([3, 1, 4, 1, 5, 9, 2, 6])
  const rows = values.length
  it('of a mean without clusters is s/√n, and the jackknife with every row a cluster', () => {
    const plain = standardErrorOf(meanOf(values, { rows }), { rows })
    const own = { rows, clusters: { codes: Int32Array.from(values.keys()), count: rows } }
    const mean = values.reduce((sum, v) => sum + v, 0) / rows
    const s = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (rows - 1))
    expect(plain.standardError).toBeCloseTo(s / Math.sqrt(rows), 14)
    expect(plain.df).toBe(rows - 1)
    expect(standardErrorOf(meanOf(values, own), own).standardError).toBeCloseTo(plain.standardError, 14)
  })
  it('is the same for weights of one and for none', () => {
    const weighted = { rows, weight: new Float64Array(rows).fill(1) }
    expect(standardErrorOf(meanOf(values, weighted), weighted)).toEqual(
      standardErrorOf(meanOf(values, { rows }), { rows }),
    )
  })
  it('counts neither rows nor clusters of weight 0', () => {
    const weight = Float64Array.from([1, 1, 1, 1, 0, 0, 0, 0])
    const clusters = { codes: Int32Array.from([0, 1, 0, 1, 2, 2, 3, 3]), count: 4 }
    const kept = { rows: 4, clusters: { codes: clusters.codes.slice(0, 4), count: 2 } }
    const all = { rows, weight, clusters }
    expect(standardErrorOf(meanOf(values, all), all).standardError).toBe(
      standardErrorOf(meanOf(values.slice(0, 4), kept), kept).standardError,
    )
    expect(standardErrorOf(meanOf(values, { rows, weight }), { rows, weight })).toEqual(
      standardErrorOf(meanOf(values.slice(0, 4), { rows: 4 }), { rows: 4 }),
    )
  })
  it('names the row and the cluster with the largest part of the variance', () => {
    const wild = Float64Array.from([0, 0, 0, 0, 0, 1000, 0, 0])
    const clusters = { codes: Int32Array.from([0, 0, 1, 1, 2, 2, 3, 3]), count: 4 }
    const found = standardErrorOf(meanOf(wild, { rows, clusters }), { rows, clusters })
    expect(found.row.index).toBe(5)
    expect(found.row.share).toBeCloseTo(7 / 8, 12)
    expect(found.cluster?.index).toBe(2)
    expect(found.cluster?.share).toBeCloseTo(3 / 4, 12)
  })
  it('is NaN for no row, one row, one cluster or a NaN, and 0 for equal values', () => {
    const se = (list: number[], sample: Omit<Sample, 'rows'> = {}) => {
      const full = { ...sample, rows: list.length }
      return standardErrorOf(meanOf(Float64Array.from(list), full), full).standardError
    }
    expect(se([])).toBeNaN()
    expect(se([1])).toBeNaN()
    expect(se([1, 2], { clusters: { codes: Int32Array.from([0, 0]), count: 1 } })).toBeNaN()
    expect(se([1, Number.NaN])).toBeNaN()
    expect(se([2, 2, 2])).toBe(0)
  })
})

describe('effectiveSize()', () => {
  it('is the number of clusters where they are of one size, and less where one is large', () => {
    const clusters = { codes: Int32Array.from([0, 0, 1, 1, 2, 2]), count: 3 }
    expect(effectiveSize({ rows: 6, clusters })).toBeCloseTo(3, 12)
    const uneven = { codes: Int32Array.from([0, 0, 0, 0, 1, 2]), count: 3 }
    expect(effectiveSize({ rows: 6, clusters: uneven })).toBeCloseTo(36 / 18, 12)
    expect(Array.from(clusterSizes(uneven, Float64Array.from([1, 1, 1, 1, 0.5, 2])))).toEqual([4, 0.5, 2])
  })
  it('is the number of rows without clusters, Kish’s number under weights, 0 for nothing', () => {
    expect(effectiveSize({ rows: 5 })).toBe(5)
    expect(effectiveSize({ rows: 2, weight: Float64Array.from([3, 1]) })).toBeCloseTo(1.6, 12)
    expect(effectiveSize({ rows: 0 })).toBe(0)
    expect(effectiveSize({ rows: 2, weight: new Float64Array(2) })).toBe(0)
  })
})
