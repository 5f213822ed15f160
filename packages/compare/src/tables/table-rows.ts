import { type Decompressors, openParquet } from '../parquet/open-parquet.ts'
import { textsOf } from '../predictions/raw-column.ts'

const SEPARATORS = [',', ';', '\t', '|']

/**
 * Some columns of a Parquet or CSV table, row by row, as texts: numbers as ECMAScript prints them, empty where a row has none.
 * @returns why it cannot be read, or how many rows were given
 */
export function tableRows(
  bytes: Uint8Array,
  format: 'parquet' | 'csv',
  columns: readonly string[],
  decompress: Decompressors,
  use: (values: readonly string[]) => void,
): { readonly problem: string } | { readonly rows: number } {
  return format === 'parquet'
    ? parquetRows(bytes, columns, decompress, use)
    : csvRows(new TextDecoder().decode(bytes), columns, use)
}

function parquetRows(
  bytes: Uint8Array,
  columns: readonly string[],
  decompress: Decompressors,
  use: (values: readonly string[]) => void,
): ReturnType<typeof tableRows> {
  const file = openParquet(bytes, decompress)
  const [only, second] = columns
  // The texts of one column need not be there all at once.
  if (only !== undefined && second === undefined && file.columns.get(only)?.readable) {
    let rows = 0
    file.read(only, (column) => {
      for (const piece of column.pieces) {
        const part = { ...column, rows: piece.rows, pieces: [{ ...piece, start: 0 }] }
        for (const text of textsOf(part)) use([text ?? ''])
        rows += piece.rows
      }
    })
    return { rows }
  }
  const texts: (string | undefined)[][] = []
  for (const name of columns) {
    if (!file.columns.get(name)?.readable) return { problem: lacks(name) }
    file.read(name, (column) => texts.push(textsOf(column)))
  }
  const rows = texts[0]?.length ?? 0
  for (let row = 0; row < rows; row++) use(texts.map((column) => column[row] ?? ''))
  return { rows }
}

function csvRows(
  text: string,
  columns: readonly string[],
  use: (values: readonly string[]) => void,
): ReturnType<typeof tableRows> {
  let places: readonly number[] | undefined
  let rows = 0
  for (const cells of csvRecords(text)) {
    if (!places) {
      const header = cells.map((cell) => cell.trim())
      const lacking = columns.find((name) => !header.includes(name))
      if (lacking !== undefined) return { problem: lacks(lacking) }
      places = columns.map((name) => header.indexOf(name))
      continue
    }
    rows++
    use(places.map((place) => numberText(cells[place] ?? '')))
  }
  return places ? { rows } : { problem: 'it is empty' }
}

const lacks = (name: string) => `it has no column "${name}" of texts or numbers`

/** A number is told as in other files: 7.0 is 7. Long integers stay as they are written. */
function numberText(cell: string): string {
  return /^-?\d+\.\d+$/.test(cell) ? String(Number(cell)) : cell
}

/** Records of delimited text, quoted as RFC 4180 has it; empty lines are none. */
function* csvRecords(text: string): Generator<readonly string[]> {
  const first = text.slice(0, text.search(/[\r\n]/) >>> 0)
  const separator = SEPARATORS.reduce((best, each) =>
    first.split(each).length > first.split(best).length ? each : best,
  )
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator === '|' ? '\\|' : separator}\r\n]*))(${separator === '|' ? '\\|' : separator}|\r\n|\n|\r|$)`,
    'y',
  )
  cell.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let cells: string[] = []
  while (cell.lastIndex < text.length) {
    const [whole, quoted, plain = '', end] = cell.exec(text) ?? []
    if (whole === undefined) return
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === separator) {
      if (cell.lastIndex < text.length) continue
      cells.push('')
    }
    if (cells.length > 1 || cells[0] !== '') yield cells
    cells = []
  }
}
