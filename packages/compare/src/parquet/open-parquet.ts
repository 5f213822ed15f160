import {
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaElement,
  snappyUncompress,
} from 'hyparquet'
import { compareError } from '../error.ts'
import { formatCount } from '../format-number.ts'
import type { Piece, RawColumn } from '../predictions/raw-column.ts'
import { columnPages, type Unpack } from './column-pages.ts'
import { conversionOf } from './conversion-of.ts'

/** What unpacks pages, by Parquet's name of the codec. Snappy and no compression need nothing. */
export interface Decompressors {
  readonly ZSTD?: Unpack
  readonly GZIP?: Unpack
  readonly BROTLI?: Unpack
}

/** More rows than any test set needs, and what a machine of 4 GB can compare. */
const MAX_ROWS = 20_000_000
/** A page is about a megabyte; a column of MAX_ROWS doubles in one page still fits. */
const MAX_PAGE_BYTES = 256 * 1024 * 1024

/** A Parquet file in memory, opened: its columns can be read one at a time. */
export interface ParquetFile {
  /** False for a nested column, or one of a type that is neither number nor text. */
  readonly columns: ReadonlyMap<string, { readonly readable: boolean }>
  /**
   * Hands one column to `use`, which converts its values.
   * @throws compare/predictions-invalid
   */
  read(column: string, use: (column: RawColumn) => void): void
}

/** @throws compare/predictions-invalid where the bytes are no Parquet file, or one that is too large */
export function openParquet(bytes: Uint8Array, decompress: Decompressors): ParquetFile {
  return readable('the file', () => {
    const whole = new Uint8Array(bytes).buffer
    return parquetFile(bytes, parquetMetadata(whole, { geoparquet: false }), decompress)
  })
}

function parquetFile(bytes: Uint8Array, metadata: FileMetaData, decompress: Decompressors): ParquetFile {
  const rows = Number(metadata.num_rows)
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (rows !== inGroups) throw new Error(`it says ${rows} rows and holds ${inGroups}`)
  if (rows > MAX_ROWS)
    throw new Error(`it has ${formatCount(rows)} rows; expected at most ${formatCount(MAX_ROWS)}`)
  const schema = parquetSchema(metadata).children
  const elements = new Map(schema.map((column) => [column.element.name, column.element]))
  if (elements.size !== schema.length) throw new Error('two columns have the same name')
  // A damaged footer may leave one out, whatever the type says.
  if (schema.some(({ element }) => typeof element.name !== 'string')) throw new Error('a column has no name')
  return {
    columns: new Map(
      schema.map(({ element, children }) => {
        const flat = children.length === 0 && element.repetition_type !== 'REPEATED'
        return [element.name, { readable: flat && conversionOf(element) !== undefined }]
      }),
    ),
    read: (name, use) =>
      readable(`column "${name}"`, () => use(readColumn(bytes, metadata, elements.get(name), decompress))),
  }
}

function readColumn(
  bytes: Uint8Array,
  metadata: FileMetaData,
  element: SchemaElement | undefined,
  decompress: Decompressors,
): RawColumn {
  const conversion = element?.num_children === undefined ? element && conversionOf(element) : undefined
  if (!element || !conversion || element.repetition_type === 'REPEATED')
    throw new Error('it does not hold one number or text a row')
  const pieces: Piece[] = []
  let start = 0
  for (const group of metadata.row_groups) {
    const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('\0') === element.name)
    if (!chunk?.meta_data) throw new Error('a row group lacks it')
    const groupRows = Number(group.num_rows)
    const unpack = unpackOf(chunk.meta_data.codec, decompress)
    for (const { rows, ...page } of columnPages(bytes, element, chunk.meta_data, groupRows, unpack)) {
      pieces.push({ start, rows, ...page })
      start += rows
    }
  }
  return { rows: start, pieces, ...conversion }
}

/** A page header may ask for any amount of memory: no more than a page can need is given. */
function unpackOf(codec: string, decompress: Decompressors): Unpack {
  const unpack = codec === 'SNAPPY' ? snappy : codec === 'UNCOMPRESSED' ? asIs : decompress[codec as 'ZSTD']
  if (!unpack) throw new Error(`it is compressed with ${codec}`)
  return (bytes, size) => {
    if (!(size >= 0 && size <= MAX_PAGE_BYTES))
      throw new Error(`a page of ${size} bytes; expected at most ${MAX_PAGE_BYTES}`)
    // An empty page may have been left out of the compression.
    const page = size === 0 ? new Uint8Array() : unpack(bytes, size)
    if (page.length !== size) throw new Error(`a page has ${page.length} bytes; expected ${size}`)
    return page
  }
}

const asIs: Unpack = (bytes) => bytes

const snappy: Unpack = (bytes, size) => {
  const page = new Uint8Array(size)
  snappyUncompress(bytes, page)
  return page
}

/** Whatever the reader throws means that the file is not what it should be. */
function readable<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause)
    throw compareError('compare/predictions-invalid', `Cannot read ${what} of the predictions: ${found}`, {
      hint: 'Write the file as Parquet, compressed with Snappy, Zstandard, Gzip or Brotli, or not at all',
      cause,
    })
  }
}
