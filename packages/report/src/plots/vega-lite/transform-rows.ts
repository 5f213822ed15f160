import { invalid, isRow, type PlotRow } from '../parse-plot-data.ts'

type Members = Readonly<Record<string, unknown>>
type Rows = readonly PlotRow[]

/** Applies what can be applied without an expression. @throws report/plot-invalid for any other transform */
export function transformRows(rows: Rows, transforms: readonly Members[], path: string): Rows {
  return transforms.reduce((current, transform) => apply(current, transform, path), rows)
}

function apply(rows: Rows, transform: Members, path: string): Rows {
  if ('filter' in transform) return rows.filter(predicateOf(transform.filter, path))
  if (Array.isArray(transform.fold)) return fold(rows, transform)
  if (Array.isArray(transform.aggregate)) {
    const groups = Array.isArray(transform.groupby) ? transform.groupby.map(String) : []
    const measures = transform.aggregate.filter(isRow).map((measure) => ({
      op: String(measure.op),
      field: String(measure.field ?? ''),
      as: String(measure.as ?? ''),
    }))
    return aggregate(rows, groups, measures, path)
  }
  const name = Object.keys(transform)[0] ?? ''
  const found = name === 'calculate' ? 'computes by an expression' : `uses the transform "${name}"`
  throw invalid(
    path,
    `it ${found}`,
    'filter by field, fold or aggregate; compute the rest when the file is written',
  )
}

function fold(rows: Rows, { fold: fields, as }: Members): Rows {
  const [key, value] = Array.isArray(as) ? as.map(String) : ['key', 'value']
  return rows.flatMap((row) =>
    (fields as readonly unknown[])
      .map(String)
      .map((field) => ({ ...row, [key ?? 'key']: field, [value ?? 'value']: row[field] })),
  )
}

type Predicate = (row: PlotRow) => boolean

function predicateOf(given: unknown, path: string): Predicate {
  if (!isRow(given)) throw invalid(path, 'it filters by an expression', 'a predicate such as { field, gte }')
  if (Array.isArray(given.and)) return every(given.and.map((each) => predicateOf(each, path)))
  if (Array.isArray(given.or)) {
    const any = given.or.map((each) => predicateOf(each, path))
    return (row) => any.some((holds) => holds(row))
  }
  if ('not' in given) {
    const inner = predicateOf(given.not, path)
    return (row) => !inner(row)
  }
  const { field } = given
  const test = Object.entries(TESTS).find(([name]) => name in given)
  if (typeof field !== 'string' || !test)
    throw invalid(path, 'it has a filter of another kind', '{ field, gte }')
  const [name, holds] = test
  return (row) => holds(row[field], given[name])
}

const every =
  (all: readonly Predicate[]): Predicate =>
  (row) =>
    all.every((holds) => holds(row))

type Comparable = number | string

const TESTS: Readonly<Record<string, (value: unknown, given: unknown) => boolean>> = {
  equal: (value, given) => value === given,
  lt: (value, given) => (value as Comparable) < (given as Comparable),
  lte: (value, given) => (value as Comparable) <= (given as Comparable),
  gt: (value, given) => (value as Comparable) > (given as Comparable),
  gte: (value, given) => (value as Comparable) >= (given as Comparable),
  oneOf: (value, given) => Array.isArray(given) && given.includes(value),
  range: (value, given) => {
    const [low, high] = Array.isArray(given) ? given : []
    return (value as Comparable) >= low && (value as Comparable) <= high
  },
  valid: (value, given) =>
    (typeof value === 'number' ? Number.isFinite(value) : value != null) === (given === true),
}

export interface Measure {
  readonly op: string
  readonly field: string
  readonly as: string
}

/** One row for each group. @throws report/plot-invalid for an operation that is not known */
export function aggregate(
  rows: Rows,
  groups: readonly string[],
  measures: readonly Measure[],
  path: string,
): Rows {
  const byKey = new Map<string, PlotRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(groups.map((field) => row[field] ?? null))
    const group = byKey.get(key)
    if (group) group.push(row)
    else byKey.set(key, [row])
  }
  return [...byKey.values()].map((group) => ({
    ...Object.fromEntries(groups.map((field) => [field, group[0]?.[field]])),
    ...Object.fromEntries(measures.map((measure) => [measure.as, measured(group, measure, path)])),
  }))
}

function measured(group: Rows, { op, field }: Measure, path: string): number {
  if (op === 'count') return group.length
  const values = group.map((row) => row[field]).filter((value) => typeof value === 'number')
  const sum = values.reduce((total, value) => total + value, 0)
  switch (op) {
    case 'sum':
      return sum
    case 'mean':
    case 'average':
      return sum / values.length
    case 'min':
      return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
    case 'max':
      return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
    case 'median': {
      const sorted = [...values].sort((a, b) => a - b)
      const half = (sorted.length - 1) / 2
      return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half)] ?? Number.NaN)) / 2
    }
    default:
      throw invalid(path, `it aggregates by "${op}"`, 'count, sum, mean, median, min or max')
  }
}
