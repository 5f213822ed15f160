import type { TableFacts } from './table-facts.ts'

const QUOTE = '"'.charCodeAt(0)
const LINE_ENDS = [...'\r\n'].map((letter) => letter.charCodeAt(0))
const SEPARATORS = [',', ';', '\t', '|']
/** What a quote may follow, to open a cell in quotes: anywhere else it is a letter like others. */
const BEFORE_QUOTE = [...SEPARATORS.map((letter) => letter.charCodeAt(0)), ...LINE_ENDS]
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+|nan|inf|infinity)(?:e[+-]?\d+)?\s*$/i

/**
 * Rows and column names of delimited text (CSV, TSV), quoted as RFC 4180 has it; lines that are empty do not count. The first
 * row names the columns where its cells are different and no numbers, and none but the first, which may be an index, is empty;
 * otherwise it is a row like the others.
 * @param file UTF-8
 * @param separator between cells; what the first row holds most of without
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvFacts(file: Uint8Array, separator?: string): TableFacts {
  const isMarked = BYTE_ORDER_MARK.every((byte, index) => file[index] === byte)
  const { records, first } = scanRecords(isMarked ? file.subarray(BYTE_ORDER_MARK.length) : file)
  const record = new TextDecoder().decode(first)
  const names = cellsOf(record, separator ?? separatorOf(record))
  const named =
    records > 0 &&
    new Set(names).size === names.length &&
    names.every((name, index) => (index === 0 || name.trim() !== '') && !NUMBER.test(name))
  return named
    ? { rows: records - 1, columns: names.map((name) => ({ name, type: null })) }
    : { rows: records, columns: null }
}

/** Counts records that are not empty; a line break within quotes ends none. */
function scanRecords(bytes: Uint8Array): { readonly records: number; readonly first: Uint8Array } {
  let records = 0
  let first = bytes.subarray(0, 0)
  let start = 0
  let quoted = false
  let closedAt = -1
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      // A quote behind a closing one is the second of two, which stand for one within the text.
      if (quoted) closedAt = at
      quoted =
        !quoted && (at === start || closedAt === at - 1 || BEFORE_QUOTE.includes(bytes[at - 1] as number))
    }
    if (byte !== undefined && (quoted || !LINE_ENDS.includes(byte))) continue
    if (at > start) {
      if (records === 0) first = bytes.subarray(start, at)
      records++
    }
    start = at + 1
  }
  return { records, first }
}

function separatorOf(record: string): string {
  const bare = record.replace(/"[^"]*"/g, '')
  const count = (separator: string) => bare.split(separator).length
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
}

function cellsOf(record: string, separator: string): readonly string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (const letter of record) {
    if (letter === '"') quoted = !quoted
    if (letter === separator && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += letter
  }
  return [...cells, cell].map((text) =>
    /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text,
  )
}
