import { type Decompressors, openParquet } from '../parquet/open-parquet.ts'
import { CLASS_PREFIX } from './class-columns.ts'
import { GUESS_PREFIX, TRUTH_PREFIX } from './label-columns.ts'
import type { Predictions } from './predictions.ts'
import { QUANTILE_PREFIX } from './quantile-columns.ts'
import { TableBuilder } from './table-builder.ts'

const KNOWN = ['row_id', 'split', 'y', 'y_pred', 'p', 'weight', 'cluster']
const PREFIXES = [CLASS_PREFIX, TRUTH_PREFIX, GUESS_PREFIX, QUANTILE_PREFIX]

/**
 * Reads a file of per-row predictions, column by column. Rows come out in the order of their ids, by split.
 * A million rows take about a second.
 *
 * @param bytes a Parquet file, at most 20 million rows
 * @param decompress what unpacks pages beyond Snappy: zlib's functions, which this package cannot reach itself
 * @param columns which of the other columns are wanted; all where not given
 * @throws compare/predictions-invalid, naming every problem
 * @see docs/formats/predictions.md
 */
export async function readPredictions(
  bytes: Uint8Array,
  decompress: Decompressors,
  columns?: readonly string[],
): Promise<Predictions> {
  const file = openParquet(bytes, decompress)
  const builder = new TableBuilder('the predictions')
  for (const [name, { readable }] of file.columns) {
    const known = KNOWN.includes(name) || PREFIXES.some((prefix) => name.startsWith(prefix))
    const wanted = known || (readable && (columns === undefined || columns.includes(name)))
    if (wanted) file.read(name, (column) => builder.add(name, column))
  }
  return builder.predictions()
}
