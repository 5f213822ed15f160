import { posix } from 'node:path'
import { LeakageSearch, type Predictions, tableRows } from '@slipway/compare'
import { type Leakage, type Model, type Output, SlipwayError, walkTree } from '@slipway/core'
import { decompress } from './decompress.ts'
import type { TreeReader } from './object-reader.ts'

/** A table is held in memory while it is searched. */
const MOST_BYTES = 512 * 1024 * 1024
/** And nobody waits for hours. */
const MOST_IN_ALL = 8 * 1024 * 1024 * 1024

/**
 * Looks for rows of the predictions among the training rows that the project names: file by file, each verified by its
 * digest. Undefined where the project names none. What stands in the way is an answer, not an error: whoever trained may be
 * hostile.
 */
export async function searchTraining(
  model: Model,
  training: Output | undefined,
  predictions: Predictions | null,
  reader: TreeReader,
): Promise<Leakage | undefined> {
  if (!model.training || !predictions) return undefined
  const { path, by } = model.training
  const failed = (problem: string): Leakage => ({
    by: by ? [...by] : null,
    training_rows: 0,
    splits: {},
    problem,
  })
  if (!training) return failed(`no run of this tree read or wrote "${path}"`)
  const search = LeakageSearch.of(predictions, by)
  if ('problem' in search) return failed(search.problem)
  try {
    const tables = await tablesIn(path, training, reader)
    if (tables.length === 0) return failed(`"${path}" holds no Parquet or CSV file`)
    const tooLarge = tables.find(({ bytes }) => bytes > MOST_BYTES)
    if (tooLarge || tables.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_IN_ALL)
      return failed(
        `"${tooLarge?.path ?? path}" is too large to be searched; write the ids of the training rows into a table of their own`,
      )
    for (const table of tables) {
      const bytes = await reader.readBytes(table.oid)
      const read = tableRows(bytes, table.format, search.columns, decompress, (values) => search.add(values))
      if ('problem' in read) return failed(`"${table.path}" cannot be searched: ${read.problem}`)
    }
    return search.result()
  } catch (error) {
    if (error instanceof SlipwayError && READABLE.includes(error.code)) return failed(error.message)
    throw error
  }
}

const READABLE = ['compare/predictions-invalid', 'store/object-missing', 'store/object-corrupt']

interface TrainingTable extends Pick<Output, 'oid' | 'bytes'> {
  readonly path: string
  readonly format: 'parquet' | 'csv'
}

async function tablesIn(
  path: string,
  { oid, bytes, kind }: Output,
  reader: TreeReader,
): Promise<readonly TrainingTable[]> {
  const files =
    kind === 'tree'
      ? Array.from(walkTree(await reader.readTree(oid)), (file) => ({
          ...file,
          path: `${path}/${file.path}`,
        }))
      : [{ path, oid, bytes }]
  return files.flatMap((file) => {
    const format = FORMATS.get(posix.extname(file.path).toLowerCase())
    return format ? [{ path: file.path, oid: file.oid, bytes: file.bytes, format }] : []
  })
}

const FORMATS: ReadonlyMap<string, TrainingTable['format']> = new Map([
  ['.parquet', 'parquet'],
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
])
