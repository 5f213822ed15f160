import { parseDocument } from 'yaml'
import { reportError } from '../error.ts'

/** Largest file that a plot is drawn from. */
export const MOST_PLOT_BYTES = 4 * 1024 * 1024
/** Most rows that are read of it; DVC draws no more without becoming slow either. */
const MOST_ROWS = 20_000

export type PlotRow = Readonly<Record<string, unknown>>

/**
 * Reads the rows of a plot's file by what its name ends with: JSON, YAML, CSV or TSV.
 * @returns what a table says as rows by column; of JSON and YAML the value
 * @throws report/plot-invalid for anything else, or where it is no such text
 */
export function parsePlotData(path: string, text: string): unknown {
  if (text.length > MOST_PLOT_BYTES)
    throw invalid(path, `it has ${text.length} characters`, `at most ${MOST_PLOT_BYTES}`)
  switch (/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase()) {
    case 'json':
      return parseJson(path, text)
    case 'yaml':
    case 'yml':
      return parseYaml(path, text)
    case 'csv':
      return tableRows(path, cellsOf(text, ','))
    case 'tsv':
      return tableRows(path, cellsOf(text, '\t'))
    default:
      throw invalid(
        path,
        'its name does not say what it is',
        'a name that ends with .json, .yaml, .csv or .tsv',
      )
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      // Python writes NaN and Infinity, which are no JSON.
      return JSON.parse(text.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, 'null'))
    } catch {
      throw invalid(path, 'it is no JSON', 'rows as a list of mappings')
    }
  }
}

function parseYaml(path: string, text: string): unknown {
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken) throw invalid(path, String(broken.message.split('\n')[0]), 'YAML')
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    throw invalid(path, 'its aliases repeat too much', 'YAML')
  }
}

function tableRows(path: string, lines: readonly (readonly string[])[]): readonly PlotRow[] {
  const [header, ...rows] = lines
  if (!header) throw invalid(path, 'it is empty', 'a line with names, and rows')
  if (rows.length > MOST_ROWS) throw invalid(path, `it has ${rows.length} rows`, `at most ${MOST_ROWS}`)
  return rows.map((cells) =>
    Object.fromEntries(header.map((name, index) => [name, cellValue(cells[index] ?? '')])),
  )
}

/** A number where the cell is one; as DVC reads it, so that "1e-3" is no text. */
function cellValue(cell: string): number | string {
  const trimmed = cell.trim()
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : cell
}

/** Cells by line, as RFC 4180 quotes them. */
function cellsOf(text: string, separator: string): readonly (readonly string[])[] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  const endLine = () => {
    line.push(cell)
    if (line.length > 1 || cell !== '') lines.push(line)
    line = []
    cell = ''
  }
  const letters = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? ''
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (letters[at + 1] === '"') cell += letters[at++]
      else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === separator) {
      line.push(cell)
      cell = ''
    } else if (letter === '\n') endLine()
    else cell += letter
  }
  endLine()
  return lines
}

/** The lists of rows in a value, however deep, side by side: as DVC finds them. */
export function datapointsOf(path: string, value: unknown): readonly PlotRow[] {
  const rows: Record<string, unknown>[] = []
  for (const list of listsIn(value, 0)) {
    if (list.length > MOST_ROWS) throw invalid(path, `it has ${list.length} rows`, `at most ${MOST_ROWS}`)
    if (list.length === 0 || !list.every(isRow)) continue
    for (const [index, row] of list.entries()) rows[index] = { ...rows[index], ...row }
  }
  if (rows.length === 0) throw invalid(path, 'it has no rows', 'a list of mappings')
  return rows
}

const MOST_DEPTH = 20

function listsIn(value: unknown, depth: number): readonly (readonly unknown[])[] {
  if (Array.isArray(value)) return [value]
  if (!isRow(value) || depth > MOST_DEPTH) return []
  return Object.values(value).flatMap((member) => listsIn(member, depth + 1))
}

export function isRow(value: unknown): value is PlotRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function invalid(path: string, found: string, expected: string): Error {
  return reportError('report/plot-invalid', `Cannot draw "${path}": ${found}; expected ${expected}`)
}
