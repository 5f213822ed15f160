import * as z from 'zod'

const zColumn = z.string().min(1).max(200)
const zBins = z.union([
  z.int().min(2).max(20).describe('So many parts of about equal size, by the rows that may be shown.'),
  z.array(z.number()).min(1).max(19).describe('The numbers to cut at, ascending.'),
])
const zPart = z.union([zColumn, z.strictObject({ column: zColumn, bins: zBins })])

export const zSlices = z
  .array(z.union([zColumn, z.array(zPart).min(2).max(3), z.strictObject({ column: zColumn, bins: zBins })]))
  .max(50)
  .default([])
  .describe(
    'Parts of the rows by which differences are shown: a column of the predictions, a crossing of columns (`[carrier, origin]`), or a number in bins (`{ column: distance, bins: [500, 1500] }`; `bins: 4` for quarters).',
  )

export const zFindSlices = z
  .enum(['off', 'declared', 'all'])
  .optional()
  .describe(
    'Where weak slices are looked for on the `tune` rows, to be confirmed on `test`: pairs of the columns of `slices` (`declared`, the default), or all columns with few values and their pairs (`all`).',
  )

const zValue = z.union([z.string(), z.number(), z.boolean()])
const zRange = z.strictObject({ from: z.number().optional(), below: z.number().optional() })

const zFloor = z.strictObject({
  slice: z
    .record(zColumn, z.union([zValue, zRange]))
    .optional()
    .describe('One slice: a value for each column, or a range of numbers `{ from: 500, below: 1500 }`.'),
  each: z
    .union([zColumn, z.array(zPart).min(2).max(3), z.strictObject({ column: zColumn, bins: zBins })])
    .optional()
    .describe('Every slice that this makes, written as in `slices`, and that has enough rows.'),
  metric: z.string().describe('A metric of the gate.'),
  margin: z.number().nonnegative().optional().describe('Largest loss that is tolerated there.'),
  min: z.number().optional().describe('The challenger itself must be at least this there.'),
  max: z.number().optional().describe('The challenger itself must be at most this there.'),
})

export const zFloors = z
  .array(zFloor)
  .max(50)
  .optional()
  .describe('What must not get worse for a part of the rows: a slice that is proven to is *worse*.')

/** A column, or a column of numbers cut into bins: at these edges, or into so many parts of equal size. */
export type SlicePart = string | { readonly column: string; readonly bins: number | readonly number[] }
/** Parts of the rows: by one column, or by several at once. */
export type SliceRule = SlicePart | readonly SlicePart[]

/** What must not get worse for a part of the rows. Exactly one of `slice` and `each` is there. */
export type SliceFloor = {
  readonly slice?:
    | Readonly<
        Record<
          string,
          | string
          | number
          | boolean
          | { readonly from?: number | undefined; readonly below?: number | undefined }
        >
      >
    | undefined
  readonly each?: SliceRule | undefined
  readonly metric: string
  readonly margin?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export function partsOf(rule: SliceRule): readonly SlicePart[] {
  return isCrossing(rule) ? rule : [rule]
}

function isCrossing(rule: SliceRule): rule is readonly SlicePart[] {
  return Array.isArray(rule)
}

export function columnOf(part: SlicePart): string {
  return typeof part === 'string' ? part : part.column
}

type Report = (path: readonly PropertyKey[], found: string, expected: string, nearest?: string) => void

interface SlicedGate {
  readonly slices: readonly SliceRule[]
  readonly floors?: readonly SliceFloor[] | undefined
  readonly metrics: Readonly<Record<string, unknown>>
}

/** What a well-formed gate can still get wrong about its slices. */
export function checkSlices(
  gate: SlicedGate,
  path: readonly PropertyKey[],
  report: Report,
  nearest: (name: string, known: readonly string[]) => string | undefined,
): void {
  for (const [index, rule] of gate.slices.entries()) checkParts(rule, [...path, 'slices', index], report)
  const metrics = Object.keys(gate.metrics)
  for (const [index, floor] of (gate.floors ?? []).entries()) {
    const at = [...path, 'floors', index]
    const { slice, each, metric, margin, min, max } = floor
    if ((slice === undefined) === (each === undefined))
      report(at, slice ? 'both slice and each' : 'neither slice nor each', 'one of slice and each')
    if (slice && Object.keys(slice).length === 0)
      report([...at, 'slice'], 'no column', 'a column and its value')
    for (const [column, wanted] of Object.entries(slice ?? {})) {
      const { from, below } = typeof wanted === 'object' ? wanted : { from: undefined, below: 1 }
      if (from === undefined && below === undefined)
        report([...at, 'slice', column], 'a range without ends', 'from, below or both')
      else if (from !== undefined && below !== undefined && from >= below)
        report([...at, 'slice', column], `from ${from} to below ${below}`, 'numbers that ascend')
    }
    if (each !== undefined) checkParts(each, [...at, 'each'], report)
    if (!metrics.includes(metric))
      report(
        [...at, 'metric'],
        `"${metric}", which the gate does not judge`,
        'a metric of the gate',
        nearest(metric, metrics),
      )
    if (margin === undefined && min === undefined && max === undefined)
      report(at, 'a floor without a limit', 'margin, min or max')
    if (min !== undefined && max !== undefined && min > max)
      report(at, `min ${min} above max ${max}`, 'min at most max')
  }
}

function checkParts(rule: SliceRule, path: readonly PropertyKey[], report: Report): void {
  const parts = partsOf(rule)
  for (const part of parts) {
    const edges = typeof part === 'string' || typeof part.bins === 'number' ? [] : part.bins
    if (edges.some((edge, k) => k > 0 && edge <= (edges[k - 1] ?? edge)))
      report(path, `bins ${edges.join(', ')}`, 'numbers that ascend')
  }
  const columns = parts.map(columnOf)
  if (new Set(columns).size < columns.length)
    report(path, `a column crossed with itself`, 'different columns')
}
