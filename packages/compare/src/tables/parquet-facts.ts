import { ByteReader } from '../parquet/byte-reader.ts'
import { columnType, type SchemaNode } from './column-type.ts'
import type { ColumnFacts, TableFacts } from './table-facts.ts'
import { type ThriftStruct, type ThriftValue, thriftFields } from './thrift-value.ts'

/** What is read of a file's end; the whole footer of most files lies within. */
const TAIL_BYTES = 64 * 1024
/** What is read of a larger footer: it begins with the schema, and a thousand columns take some 40 kB of it. */
const SCHEMA_BYTES = 1024 * 1024
const MAGIC = 'PAR1'
/** The magic and the footer's length before it. */
const TRAILER_BYTES = 8

/**
 * Rows and columns of a Parquet file, from the beginning of its footer: two reads and 1.1 MB at most, whatever its size.
 * @param bytes of the file
 * @param read gives the bytes from `start` to before `end`
 * @throws RangeError where that is no Parquet footer, or the schema does not fit
 * @see https://parquet.apache.org/docs/file-format/metadata/
 */
export async function parquetFacts(
  bytes: number,
  read: (start: number, end: number) => Promise<Uint8Array>,
): Promise<TableFacts> {
  const tailStart = Math.max(0, bytes - TAIL_BYTES)
  const tail = await read(tailStart, bytes)
  const trailer = new ByteReader(tail.subarray(Math.max(0, tail.length - TRAILER_BYTES)))
  const length = trailer.uint32()
  const start = bytes - TRAILER_BYTES - length
  if (ascii(trailer.take(MAGIC.length)) !== MAGIC || start < MAGIC.length)
    throw new RangeError('no Parquet footer')
  if (start >= tailStart) return factsOf(tail.subarray(start - tailStart))
  return factsOf(await read(start, Math.min(start + SCHEMA_BYTES, bytes)))
}

/** Fields of FileMetaData, in the order of their ids: what follows the number of rows is not looked at. */
const SCHEMA_FIELD = 2
const ROWS_FIELD = 3

function factsOf(footer: Uint8Array): TableFacts {
  let columns: readonly ColumnFacts[] | undefined
  for (const [id, value] of thriftFields(new ByteReader(footer))) {
    if (id === SCHEMA_FIELD) columns = columnsOf(value)
    if (id !== ROWS_FIELD) continue
    if (!columns || typeof value !== 'bigint' || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) break
    return { rows: Number(value), columns }
  }
  throw new RangeError('a Parquet footer without schema or rows')
}

/** The schema is one list: each element is followed by those below it. */
function columnsOf(schema: ThriftValue): readonly ColumnFacts[] {
  if (!Array.isArray(schema)) throw new RangeError('a schema that is no list')
  const elements: readonly ThriftValue[] = schema
  let next = 0
  const node = (depth: number): SchemaNode => {
    const element = elements[next++]
    if (!(element instanceof Map) || depth > MOST_NESTED) throw new RangeError('a schema that does not end')
    const fields: ThriftStruct = element
    const name = fields.get(4)
    const children: SchemaNode[] = []
    for (let left = Number(fields.get(5) ?? 0n); left > 0; left--) children.push(node(depth + 1))
    return { name: name instanceof Uint8Array ? new TextDecoder().decode(name) : '', fields, children }
  }
  return node(0).children.map((column) => ({ name: column.name, type: columnType(column) }))
}

const MOST_NESTED = 64

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
