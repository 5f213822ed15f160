import type { ColumnMetaData, DataReader, PageHeader, ParquetType, SchemaElement } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteReader } from './byte-reader.ts'
import { readByteStreamSplit, readDeltaLengths, readDeltas, readDeltaTexts } from './delta-values.ts'
import { readHybridRuns } from './hybrid-runs.ts'
import { readPlain, type StoredValues } from './plain-values.ts'

/** Unpacks a page of a column chunk; returns exactly `size` bytes or throws. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array

/** One page of a column that holds one value a row: its rows, and the values of those that are not null. */
export interface ColumnPage {
  readonly rows: number
  readonly values: StoredValues
  /** Places of the values among all values of the column chunk that are different; undefined where they stand there themselves. */
  readonly indices: Uint32Array | undefined
  /** 1 for a row with a value, 0 for a null; undefined where no row is null. */
  readonly present: Uint32Array | undefined
}

/**
 * The pages of one column chunk. Every length that the file claims is checked against the rows of its group or the bytes
 * that there are, so that a damaged file costs neither time nor memory.
 * @see https://parquet.apache.org/docs/file-format/data-pages/
 */
export function* columnPages(
  bytes: Uint8Array,
  element: SchemaElement,
  chunk: ColumnMetaData,
  groupRows: number,
  unpack: Unpack,
): Generator<ColumnPage> {
  const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset)
  const chunkBytes = new ByteReader(bytes).take(from + Number(chunk.total_compressed_size)).subarray(from)
  const view = new DataView(chunkBytes.buffer, chunkBytes.byteOffset, chunkBytes.byteLength)
  const reader: DataReader = { view, offset: 0 }
  let dictionary: StoredValues | undefined
  for (let rows = 0; rows < groupRows; ) {
    const header = parquetHeader(reader)
    const packed = chunkBytes.subarray(reader.offset, reader.offset + header.compressed_page_size)
    if (
      packed.length !== header.compressed_page_size ||
      (packed.length === 0 && header.uncompressed_page_size > 0)
    )
      throw new RangeError('a page goes beyond its column')
    reader.offset += packed.length
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? -1
      dictionary = readPlain(
        unpack(packed, header.uncompressed_page_size),
        chunk.type,
        bounded(count, groupRows),
        element.type_length,
      )
      continue
    }
    const page = readDataPage(header, packed, element, chunk.type, groupRows - rows, dictionary, unpack)
    if (page.rows === 0) throw new RangeError('a page has no rows')
    rows += page.rows
    yield page
  }
}

function bounded(count: number, most: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= most) return count
  throw new RangeError(`a page of ${count} values where at most ${most} are left`)
}

function readDataPage(
  header: PageHeader,
  packed: Uint8Array,
  element: SchemaElement,
  type: ParquetType,
  rowsLeft: number,
  dictionary: StoredValues | undefined,
  unpack: Unpack,
): ColumnPage {
  const { data_page_header: v1, data_page_header_v2: v2 } = header
  const about = v1 ?? v2
  if (!about) throw new RangeError(`a page of type ${header.type}`)
  const rows = bounded(about.num_values, rowsLeft)
  const nullable = element.repetition_type === 'OPTIONAL'
  let levels: Uint32Array | undefined
  let body: Uint8Array
  if (v2) {
    const parts = new ByteReader(packed)
    parts.take(v2.repetition_levels_byte_length)
    const levelBytes = parts.take(v2.definition_levels_byte_length)
    const levelsLength = v2.repetition_levels_byte_length + v2.definition_levels_byte_length
    const rest = parts.rest()
    body = v2.is_compressed === false ? rest : unpack(rest, header.uncompressed_page_size - levelsLength)
    if (nullable) levels = readHybridRuns(new ByteReader(levelBytes), 1, rows)
  } else {
    const reader = new ByteReader(unpack(packed, header.uncompressed_page_size))
    if (nullable) levels = readHybridRuns(new ByteReader(reader.take(reader.uint32())), 1, rows)
    body = reader.rest()
  }
  const present = levels?.includes(0) ? levels : undefined
  const count = present ? present.reduce((sum, level) => sum + level, 0) : rows
  return { rows, present, ...readValues(body, about.encoding, element, type, count, dictionary) }
}

function readValues(
  body: Uint8Array,
  encoding: string,
  { type_length: width }: SchemaElement,
  type: ParquetType,
  count: number,
  dictionary: StoredValues | undefined,
): Pick<ColumnPage, 'values' | 'indices'> {
  const reader = new ByteReader(body)
  const plain = (values: StoredValues) => ({ values, indices: undefined })
  switch (encoding) {
    case 'PLAIN':
      return plain(readPlain(body, type, count, width))
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (!dictionary) throw new RangeError('a page needs a dictionary, and there is none')
      const indices = count === 0 ? new Uint32Array() : readHybridRuns(reader, reader.byte(), count)
      for (const index of indices) {
        if (index >= dictionary.length)
          throw new RangeError(`value ${index} of a dictionary of ${dictionary.length}`)
      }
      return { values: dictionary, indices }
    }
    case 'RLE': {
      const runs = new ByteReader(reader.take(reader.uint32()))
      return plain(Array.from(readHybridRuns(runs, 1, count), (bit) => bit === 1))
    }
    case 'DELTA_BINARY_PACKED': {
      const deltas = readDeltas(reader, count)
      return plain(
        type === 'INT32' ? Int32Array.from(deltas, (value) => Number(BigInt.asIntN(32, value))) : deltas,
      )
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
      return plain(readDeltaLengths(reader, count))
    case 'DELTA_BYTE_ARRAY':
      return plain(readDeltaTexts(reader, count))
    case 'BYTE_STREAM_SPLIT':
      return plain(readByteStreamSplit(reader, type, count, width))
    default:
      throw new RangeError(`values in the encoding ${encoding}`)
  }
}
