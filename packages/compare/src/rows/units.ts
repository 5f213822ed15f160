import { clusterSizes, cosinesFor, effectiveSize, type Sample } from '@slipway/stats'
import { clipText } from '../clip-text.ts'
import { type Labels, type PredictionRows, rowIdText, type Task } from '../predictions/predictions.ts'
import { labelsByColumn } from './labels-by-column.ts'

/** What the noise of a metric is measured by: what of the rows was drawn at random, and how much of it there is. */
export interface Units {
  /** Of the rows, or of the queries where the task is to rank. */
  readonly sample: Sample
  /** Documents by query; undefined where rows speak for themselves. */
  readonly queries: Labels | undefined
  /** In what order rows come, and how far their errors overlap; undefined where they do not hang together by time. */
  readonly times: { readonly labels: Labels; readonly horizon: number } | undefined
  /** What a single one is called. */
  readonly unit: 'row' | 'query'
  /** What they hang together by, and how many there are; undefined where rows are independent. */
  readonly group: 'cluster' | 'query' | 'time'
  readonly clusters: number | undefined
  /** Effective number of clusters, of rows where they are independent, or of times that do not overlap. */
  readonly effective: number
  /** Degrees of freedom of a standard error. */
  readonly df: number
  /** A single one by its place in the sample: row "17". */
  nameOf(index: number): string
  /** A group by its code. */
  groupName(code: number): string
}

export function unitsOf(rows: PredictionRows, task: Task): Units {
  const queries = task === 'ranking' ? labelsByColumn(rows, 'query') : undefined
  if (queries) return unitsOfQueries(rows, queries)
  const { cluster, weight } = rows
  const times = task === 'forecasting' && !cluster ? labelsByColumn(rows, 'time') : undefined
  const clusters = cluster && { codes: cluster.codes, count: cluster.names.length }
  const sample = { rows: rows.rows, weight, clusters }
  const effective = effectiveSize(sample)
  const units: Units = {
    sample,
    queries,
    times: undefined,
    unit: 'row',
    group: 'cluster',
    clusters: clusters && clusterSizes(clusters, weight).filter((size) => size > 0).length,
    effective,
    df: effective - 1,
    nameOf: (index) => `row "${clipText(rowIdText(rows, index))}"`,
    groupName: (code) => `cluster "${clipText(cluster?.names[code] ?? '')}"`,
  }
  return times ? { ...units, ...byTime(rows, times) } : units
}

/** Rows of one time hang together, and times that are nearer than the longest horizon. */
function byTime(
  { columns, weight }: PredictionRows,
  labels: Labels,
): Pick<Units, 'times' | 'group' | 'clusters' | 'effective' | 'df' | 'groupName'> {
  const column = columns.get('horizon')
  const horizon = column instanceof Float64Array ? column.reduce((a, b) => Math.max(a, b), 1) : 1
  const sizes = clusterSizes({ codes: labels.codes, count: labels.names.length }, weight)
  const count = sizes.filter((size) => size > 0).length
  return {
    times: { labels, horizon },
    group: 'time',
    clusters: count,
    effective: count / horizon,
    df: cosinesFor(count, horizon),
    groupName: (code) => `time "${clipText(labels.names[code] ?? '')}"`,
  }
}

/** A query counts as one, whatever the number of its documents. One without a relevant document says nothing. */
function unitsOfQueries({ y, weight, cluster }: PredictionRows, queries: Labels): Units {
  const count = queries.names.length
  const weights = new Float64Array(count)
  const codes = new Int32Array(count)
  for (const [row, query] of queries.codes.entries()) {
    if ((y[row] ?? 0) > 0) weights[query] = weight?.[row] ?? 1
    if (cluster) codes[query] = cluster.codes[row] ?? 0
  }
  const clusters = cluster && { codes, count: cluster.names.length }
  const sample = { rows: count, weight: weights, clusters }
  const effective = effectiveSize(sample)
  const sizes = clusters ? clusterSizes(clusters, weights) : weights
  return {
    sample,
    queries,
    times: undefined,
    unit: 'query',
    group: cluster ? 'cluster' : 'query',
    clusters: sizes.filter((size) => size > 0).length,
    effective,
    df: effective - 1,
    nameOf: (index) => `query "${clipText(queries.names[index] ?? '')}"`,
    groupName: (code) => `cluster "${clipText(cluster?.names[code] ?? '')}"`,
  }
}
