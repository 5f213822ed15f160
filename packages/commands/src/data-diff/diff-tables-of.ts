import { posix } from 'node:path'
import { csvFacts, diffTables, parquetFacts, type TableChange, type TableFacts } from '@slipway/compare'
import { compareNames, SlipwayError, type TreeFile } from '@slipway/core'
import type { FileChanges, ObjectSource } from '@slipway/store'

/** Text has no footer: it is read whole, and only where it is no larger than this. */
const CSV_BYTES = 16 * 1024 * 1024

/** What changed in one table; both sides are null in `rows` where nobody could read it, and `unread` says why. */
export interface TableDiff extends TableChange {
  /** Below the target; empty where the target is the table. */
  readonly path: string
  readonly unread: string | null
}

interface TablePair {
  readonly path: string
  readonly before: TreeFile | undefined
  readonly after: TreeFile | undefined
}

/**
 * Rows and columns of the tables among the files that changed. Of a Parquet file the footer is read, in ranges, which no digest
 * covers: what it says describes, and decides nothing.
 */
export async function diffTablesOf(
  target: string,
  files: FileChanges,
  source: ObjectSource,
  most: number,
): Promise<{ readonly tables: readonly TableDiff[]; readonly moreTables: number }> {
  const pairs = tablePairs(target, files)
  const tables: TableDiff[] = []
  for (const { path, before, after } of pairs.slice(0, most)) {
    const [old, now] = await Promise.all([
      readFacts(target, before, source),
      readFacts(target, after, source),
    ])
    tables.push({ path, ...diffTables(old.facts, now.facts), unread: now.unread ?? old.unread })
  }
  tables.sort((a, b) => compareNames(a.path, b.path))
  return { tables, moreTables: pairs.length - tables.length }
}

/** Changed ones before those that came or went, the largest first. */
function tablePairs(target: string, { added, changed, removed }: FileChanges): TablePair[] {
  const largestFirst = (pairs: TablePair[]) => {
    const size = ({ before, after }: TablePair) => Math.max(before?.bytes ?? 0, after?.bytes ?? 0)
    return pairs
      .filter(({ path }) => formatOf(target, path) !== undefined)
      .sort((a, b) => size(b) - size(a) || compareNames(a.path, b.path))
  }
  return [
    ...largestFirst(
      changed
        .filter(({ before, after }) => before.oid !== after.oid)
        .map(({ before, after }) => ({ path: after.path, before, after })),
    ),
    ...largestFirst([
      ...added.map((after) => ({ path: after.path, before: undefined, after })),
      ...removed.map((before) => ({ path: before.path, before, after: undefined })),
    ]),
  ]
}

function formatOf(target: string, path: string): 'parquet' | 'csv' | 'tsv' | undefined {
  const extension = posix.extname(path === '' ? target : path).toLowerCase()
  return extension === '.parquet' || extension === '.csv' || extension === '.tsv'
    ? (extension.slice(1) as 'parquet' | 'csv' | 'tsv')
    : undefined
}

interface ReadFacts {
  readonly facts: TableFacts | null
  readonly unread: string | null
}

async function readFacts(
  target: string,
  file: TreeFile | undefined,
  source: ObjectSource,
): Promise<ReadFacts> {
  if (!file) return { facts: null, unread: null }
  const format = formatOf(target, file.path)
  if (format !== 'parquet' && file.bytes > CSV_BYTES)
    return { facts: null, unread: `text of more than ${CSV_BYTES / 1024 / 1024} MiB` }
  try {
    const facts =
      format === 'parquet'
        ? await parquetFacts(file.bytes, (start, end) => source.readRange(file.oid, { start, end }))
        : csvFacts(await source.readBytes(file.oid), format === 'tsv' ? '\t' : undefined)
    return { facts, unread: null }
  } catch (error) {
    if (error instanceof RangeError)
      return { facts: null, unread: `it is no Parquet file (${error.message})` }
    if (error instanceof SlipwayError && error.code === 'store/object-missing')
      return { facts: null, unread: 'it is not in the store' }
    if (error instanceof SlipwayError && error.code === 'store/object-corrupt')
      return { facts: null, unread: 'it is damaged in the store' }
    throw error
  }
}
