import { compareError } from '../error.ts'
import { type Decompressors, openParquet } from '../parquet/open-parquet.ts'
import { numbersOf, textsOf } from '../predictions/raw-column.ts'
import { csvRecords } from './csv-records.ts'

/** A column of numbers (NaN where there is none), or of texts (null where there is none). */
export type TableColumn = Float64Array | readonly (string | null)[]

export interface Table {
  readonly rows: number
  readonly columns: ReadonlyMap<string, TableColumn>
}

/** Longer tables of text are better written as Parquet. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024

/**
 * Reads a table with one value a cell: Parquet, JSON (a list of mappings) or CSV with a first line of names, told by the
 * bytes. A column of CSV or JSON in which every value is a number is one of numbers; true and false are 1 and 0.
 *
 * @param what for the error: its path
 * @throws compare/table-invalid
 */
export function readTable(bytes: Uint8Array, what: string, decompress: Decompressors): Table {
  const bad = (found: string, cause?: unknown) =>
    compareError('compare/table-invalid', `Cannot read table "${what}": ${found}`, { cause })
  if (bytes.length >= 4 && String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1')
    return parquetTable(bytes, decompress)
  if (bytes.length > MAX_TEXT_BYTES) throw bad('it is a text of more than 256 MiB; expected Parquet')
  const text = new TextDecoder().decode(bytes)
  return /^\s*\[/.test(text) ? jsonTable(text, bad) : csvTable(text, bad)
}

type Bad = (found: string, cause?: unknown) => Error

function parquetTable(bytes: Uint8Array, decompress: Decompressors): Table {
  const file = openParquet(bytes, decompress)
  const columns = new Map<string, TableColumn>()
  let rows = 0
  for (const [name, { readable }] of file.columns) {
    if (!readable) continue
    file.read(name, (column) => {
      rows = column.rows
      columns.set(
        name,
        column.type === 'text' ? textsOf(column).map((value) => value ?? null) : numbersOf(column),
      )
    })
  }
  return { rows, columns }
}

function csvTable(text: string, bad: Bad): Table {
  const [names, ...records] = csvRecords(text)
  if (!names) throw bad('it is empty; expected a line of column names')
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw bad(`two columns are called "${twice}"`)
  const odd = records.findIndex((record) => record.length !== names.length)
  if (odd !== -1)
    throw bad(`line ${odd + 2} has ${records[odd]?.length} cells; expected ${names.length}, as in the first`)
  return tableOf(names, records.length, (row, k) => records[row]?.[k])
}

function jsonTable(text: string, bad: Bad): Table {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (cause) {
    throw bad('it is not JSON', cause)
  }
  if (!Array.isArray(list) || !list.every(isMapping)) throw bad('it is not a list of mappings')
  const names = [...new Set(list.flatMap((row) => Object.keys(row)))]
  return tableOf(names, list.length, (row, k) => list[row]?.[names[k] ?? ''])
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function tableOf(names: readonly string[], rows: number, cell: (row: number, k: number) => unknown): Table {
  const columns = names.map((name, k): [string, TableColumn] => {
    const texts = Array.from({ length: rows }, (_, row) => textOf(cell(row, k)))
    const numbers = Float64Array.from(texts, (value) => (value === null ? Number.NaN : Number(value)))
    const isNumber = texts.every((value, row) => value === null || !Number.isNaN(numbers[row]))
    return [name, isNumber ? numbers : texts]
  })
  return { rows, columns: new Map(columns) }
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value).trim()
  return text === '' ? null : text
}

/** A cell as text; undefined where it is empty. Numbers as ECMAScript prints them. */
export function cellText(table: Table, column: string, row: number): string | undefined {
  const values = table.columns.get(column)
  const value = values?.[row]
  if (value === undefined || value === null || Number.isNaN(value)) return undefined
  return String(value)
}
