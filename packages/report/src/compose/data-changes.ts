import { formatCount } from '@slipway/compare'
import { clip, shortOf } from '@slipway/core'
import { type Block, code, type Inline, joined } from '../document/document.ts'
import type { DataChange, DataTable } from '../report.ts'
import { formatBytes, formatMany } from '../text/format-amount.ts'

const PATH = 120
const COLUMN = 60
const TYPE = 40
/** Pointers, tables of each, and columns of each table that a line names; the table of data names more. */
const LINES = 10
const TABLES = 3
const COLUMNS = 5
const MORE_COLUMNS = 50

/** One line for each pointer: its files, its size, rows and columns of its tables. */
export function dataLines(data: readonly DataChange[], most: number): readonly Inline[] {
  const shown = data.slice(0, Math.min(most, LINES))
  const left = data.length - shown.length
  return [...shown.map(dataLine), ...(left > 0 ? [`and ${formatMany(left, 'more data target')}`] : [])]
}

/** "data/flights: +2 files, ~1 file, 3.1 MB → 3.4 MB; flights.parquet: 2,921,412 → 3,000,000 rows, + column tail" */
function dataLine(change: DataChange): Inline {
  const { path, tables, note } = change
  const size = joined([...fileCounts(change), sizeText(change)], ', ')
  const named = tables.slice(0, TABLES).map((table) => tableText(table))
  const left = tables.length - named.length + change.moreTables
  const parts = [size, ...named, ...(left > 0 ? [formatMany(left, 'more table')] : [])]
  return [
    code(clip(path, PATH)),
    ': ',
    joined(parts, '; '),
    ...(note === null ? [] : [` (${clip(note, PATH)})`]),
  ]
}

/** A target that is one file has no files to count. */
function fileCounts({ before, after, files }: DataChange): Inline[] {
  if (!before || !after) return []
  if (!files || (before.kind !== 'tree' && after.kind !== 'tree')) return []
  const counts = [
    files.added > 0 ? `+${formatMany(files.added, 'file')}` : '',
    files.changed > 0 ? `~${formatMany(files.changed, 'file')}` : '',
    files.removed > 0 ? `−${formatMany(files.removed, 'file')}` : '',
    files.renamed > 0 ? `${formatMany(files.renamed, 'file')} renamed` : '',
  ]
  return counts.filter((count) => count !== '')
}

function sizeText({ before, after }: DataChange): string {
  if (before && after) {
    const size = arrow(formatBytes(before.bytes), formatBytes(after.bytes))
    return after.kind !== 'tree' && before.bytes === after.bytes ? `changed, ${size}` : size
  }
  const only = after ?? before
  if (!only) return 'changed'
  return `${after ? 'new' : 'gone'}, ${formatMany(only.files, 'file')}, ${formatBytes(only.bytes)}`
}

function tableText(table: DataTable): Inline {
  const parts = [...rowsText(table), ...columnsText(table, COLUMNS)]
  const name = table.path === '' ? [] : [code(clip(table.path, PATH)), ': ']
  return [...name, joined(parts, ', ')]
}

function rowsText({ rows: { before, after } }: DataTable): string[] {
  if (before !== null && after !== null)
    return [
      before === after ? formatMany(after, 'row') : `${formatCount(before)} → ${formatMany(after, 'row')}`,
    ]
  if (after !== null) return [`new, ${formatMany(after, 'row')}`]
  return before === null ? [] : [`gone, ${formatMany(before, 'row')}`]
}

function columnsText({ added, removed, retyped }: DataTable, most: number): Inline[] {
  const names = (sign: string, columns: readonly { readonly name: string }[]): Inline[] => {
    if (columns.length === 0) return []
    const shown = columns.slice(0, most).map(({ name }) => code(clip(name, COLUMN)))
    const left = columns.length - shown.length
    const noun = columns.length === 1 ? 'column' : 'columns'
    return [[`${sign} ${noun} `, joined(left > 0 ? [...shown, `${formatCount(left)} more`] : shown, ', ')]]
  }
  const types = retyped
    .slice(0, most)
    .map(
      ({ name, before, after }): Inline => [
        'column ',
        code(clip(name, COLUMN)),
        ` ${arrow(clip(before, TYPE), clip(after, TYPE))}`,
      ],
    )
  const left = retyped.length - types.length
  return [
    ...names('+', added),
    ...names('−', removed),
    ...types,
    ...(left > 0 ? [`${formatMany(left, 'more column')} of another type`] : []),
  ]
}

/** Every pointer and every table that was looked into, as a table. */
export function dataSection(data: readonly DataChange[], most: number): readonly Block[] {
  const blocks = dataTable(data, most)
  if (blocks.length === 0) return []
  return [{ kind: 'section', title: 'Data', result: `${formatMany(data.length, 'target')} changed`, blocks }]
}

/** The same without a title. */
export function dataTable(data: readonly DataChange[], most: number): readonly Block[] {
  const rows = data.flatMap((change) => [
    targetRow(change),
    ...change.tables.map((table) => tableRow(change, table)),
  ])
  if (rows.length === 0 || most === 0) return []
  const shown = rows.slice(0, most)
  const left = rows.length - shown.length
  return [
    {
      kind: 'table',
      caption: 'Data that changed',
      columns: [
        { title: 'data', align: 'left' },
        { title: 'version', align: 'left' },
        { title: 'size, rows', align: 'right' },
        { title: 'files, columns', align: 'left', wraps: true },
      ],
      rows: left > 0 ? [...shown, [formatMany(left, 'more line'), '', '', '']] : shown,
    },
  ]
}

function targetRow(change: DataChange): readonly Inline[] {
  const { path, before, after, note, moreTables } = change
  const version = (side: DataChange['before']) => (side ? shortOf(side.oid) : '–')
  const files = [
    ...fileCounts(change),
    ...(note === null ? [] : [clip(note, PATH)]),
    ...(moreTables > 0 ? [formatMany(moreTables, 'more table')] : []),
  ]
  return [
    code(clip(path, PATH)),
    arrow(version(before), version(after)),
    sizeText(change),
    joined(files, ', '),
  ]
}

function tableRow({ path: target }: DataChange, table: DataTable): readonly Inline[] {
  return [
    code(clip(table.path === '' ? target : table.path, PATH)),
    '',
    joined(rowsText(table), ''),
    joined(columnsText(table, MORE_COLUMNS), ', '),
  ]
}

function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`
}
