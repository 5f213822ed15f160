import type { Labels } from './predictions.ts'

/** A value as a file stores it. Null and undefined are missing. */
export type Stored = number | bigint | boolean | string | Uint8Array | null | undefined

/** A run of rows. */
export interface Piece {
  /** Row of the file that it begins with. */
  readonly start: number
  readonly rows: number
  readonly values: ArrayLike<Stored>
  /** Which of the values each row has; undefined where they stand in the order of the rows. */
  readonly indices?: Uint32Array | undefined
  /** 0 for rows without a value, which take none of the values; undefined where every row takes one. */
  readonly present?: Uint32Array | undefined
}

/** A column as a file gives it, in pieces, not yet given a meaning. */
export interface RawColumn {
  readonly type: 'boolean' | 'integer' | 'number' | 'text'
  readonly rows: number
  readonly pieces: readonly Piece[]
  /** The value as a number: how decimals and the like are stored is the column's own business. */
  toNumber(value: Stored): number
  /** The value as text, as docs/formats/predictions.md writes it. */
  toText(value: Stored): string
}

export const isMissing = (value: Stored): value is null | undefined => value === null || value === undefined

/** Numbers of a column; NaN where it has no value. */
export function numbersOf(column: RawColumn): Float64Array {
  const numbers = new Float64Array(column.rows).fill(Number.NaN)
  const convert = (values: ArrayLike<Stored>) => {
    const converted = new Float64Array(values.length)
    for (let i = 0; i < values.length; i++)
      converted[i] = isMissing(values[i]) ? Number.NaN : column.toNumber(values[i])
    return converted
  }
  spread(column, convert, (row, value) => {
    numbers[row] = value
  })
  return numbers
}

/** Texts of a column; undefined where it has no value. */
export function textsOf(column: RawColumn): (string | undefined)[] {
  const texts = new Array<string | undefined>(column.rows).fill(undefined)
  const convert = (values: ArrayLike<Stored>) =>
    Array.from(values, (value) => (isMissing(value) ? undefined : column.toText(value)))
  spread(column, convert, (row, text) => {
    texts[row] = text
  })
  return texts
}

/** Names of a column. Numbers and dates become their text, each distinct one once. */
export function labelsOf(column: RawColumn): Labels {
  const found = new Map<Stored, number>()
  const codes = new Int32Array(column.rows).fill(-1)
  const texts: string[] = []
  const codeOf = (value: Stored): number => {
    if (isMissing(value)) return -1
    // Bytes are the same value only by what they say.
    const key = value instanceof Uint8Array ? column.toText(value) : value
    const code = found.get(key)
    if (code !== undefined) return code
    found.set(key, texts.length)
    return texts.push(typeof key === 'string' ? key : column.toText(value)) - 1
  }
  const convert = (values: ArrayLike<Stored>) => Int32Array.from(values, codeOf)
  spread(column, convert, (row, code) => {
    codes[row] = code
  })
  return sortedLabels(codes, texts)
}

/** Gives every row its converted value. The values of a dictionary, which pieces share, are converted once. */
function spread<T>(
  { pieces }: RawColumn,
  convert: (values: ArrayLike<Stored>) => ArrayLike<T>,
  set: (row: number, value: T) => void,
): void {
  let last: { values: ArrayLike<Stored>; converted: ArrayLike<T> } | undefined
  for (const { start, rows, values, indices, present } of pieces) {
    const converted: ArrayLike<T> = last?.values === values ? last.converted : convert(values)
    last = { values, converted }
    let next = 0
    for (let i = 0; i < rows; i++) {
      if (present && present[i] !== 1) continue
      const place = indices ? (indices[next] ?? 0) : next
      next++
      set(start + i, converted[place] as T)
    }
  }
}

/** Orders the names, so that codes do not tell in which order a file lists its rows; equal names share a code. */
function sortedLabels(codes: Int32Array, texts: readonly string[]): Labels {
  const names = [...new Set(texts)].sort()
  const place = new Map(names.map((name, code) => [name, code]))
  const renamed = Int32Array.from(texts, (text) => place.get(text) ?? -1)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? -1
    if (code >= 0) codes[i] = renamed[code] ?? -1
  }
  return { codes, names }
}

/** A column of plain values, its type told by the values. */
export function plainColumn(values: ArrayLike<Stored>): RawColumn {
  let type: RawColumn['type'] = 'integer'
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value === 'string') type = 'text'
    else if (typeof value === 'boolean' && type === 'integer') type = 'boolean'
    else if (typeof value === 'number' && !Number.isInteger(value) && type !== 'text') type = 'number'
  }
  const rows = values.length
  return { type, rows, pieces: [{ start: 0, rows, values }], toNumber: Number, toText: plainText }
}

/** Numbers as ECMAScript prints them, −0 as 0; booleans as 0 and 1. */
export function plainText(value: Stored): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}
