import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Random } from '../testing/random.ts'
import { parquetFacts } from './parquet-facts.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const WRITTEN: Record<string, { rows: number; columns: [name: string, type: string][] }> = JSON.parse(
  readFileSync(join(FIXTURES, 'facts.json'), 'utf8'),
)
const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.parquet'))
const bytesOf = (name: string) => readFileSync(join(FIXTURES, name))

/** Reads a file's facts, and notes what was read of it. */
async function facts(bytes: Uint8Array) {
  const reads: [number, number][] = []
  const found = await parquetFacts(bytes.length, async (start, end) => {
    reads.push([start, end])
    return bytes.subarray(start, end)
  })
  return { ...found, reads }
}

/** What pyarrow and polars call a type, in our words. */
function ourWord(type: string): string {
  const polars: Record<string, string> = {
    String: 'string',
    Boolean: 'bool',
    Date: 'date',
    Float64: 'double',
    Int8: 'int8',
    Int64: 'int64',
    'List(Float64)': 'list<double>',
    "Datetime(time_unit='us', time_zone=None)": 'timestamp[us]',
  }
  return (
    polars[type] ??
    type
      .replace('date32[day]', 'date')
      .replace('time64[', 'time[')
      .replace('tz=UTC', 'UTC')
      .replace('decimal128(', 'decimal(')
      .replaceAll('element: ', '')
      .replace(" ('map')", '')
  )
}

describe('parquetFacts()', () => {
  it.each(files)('says of %s what the library that wrote it says', async (name) => {
    const written = WRITTEN[name]
    const found = await facts(bytesOf(name))
    expect(found.rows).toBe(written?.rows)
    expect(found.columns?.map((column) => [column.name, column.type])).toEqual(
      written?.columns.map(([column, type]) => [column, ourWord(type)]),
    )
  })

  it('reads the end of a file, and no more of a long footer than holds the schema', async () => {
    const wide = bytesOf('arrow-wide.parquet')
    const { reads } = await facts(wide)
    expect(reads).toHaveLength(2)
    expect(reads[0]).toEqual([wide.length - 65_536, wide.length])
    const small = bytesOf('arrow-empty.parquet')
    const before = new Uint8Array(10_000_000)
    expect((await facts(Buffer.concat([before, small]))).reads).toEqual([
      [9_934_464 + small.length, 10_000_000 + small.length],
    ])
    const footerOnly = Buffer.concat([wide.subarray(0, 4), new Uint8Array(5_000_000), wide])
    expect((await facts(footerOnly)).columns).toHaveLength(800)
  })

  it('refuses what is no Parquet file', async () => {
    const good = bytesOf('arrow-types.parquet')
    for (const bytes of [
      new Uint8Array(),
      Buffer.from('PAR1'),
      Buffer.from('PAR1\0\0\0\0PAR1'),
      Buffer.from('row_id,y\n1,2\n'),
      good.subarray(0, -1),
      good.subarray(good.length - 100),
      Buffer.concat([good.subarray(0, -8), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
    ])
      await expect(facts(bytes)).rejects.toThrow(RangeError)
  })

  it('gives an answer or a RangeError for any damage to a footer, in no time', async () => {
    const random = new Random(7)
    const good = bytesOf('arrow-types.parquet')
    const footer = good.readUInt32LE(good.length - 8)
    for (let round = 0; round < 5000; round++) {
      const bytes = Uint8Array.from(good)
      for (let hits = 1 + random.below(4); hits > 0; hits--)
        bytes[good.length - 8 - footer + random.below(footer)] = random.below(256)
      try {
        expect((await facts(bytes)).rows).toBeGreaterThanOrEqual(0)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }
  })

  it('takes no memory for a list that claims to be long, and no stack for lists in lists', async () => {
    const withSchema = (bytes: readonly number[]) => {
      const footer = Uint8Array.from([0x15, 0x02, 0x19, ...bytes])
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, footer.length, true)
      return Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')])
    }
    // A list of lists of lists …, each of four thousand million.
    const list = [0xf9, 0xff, 0xff, 0xff, 0xff, 0x0f]
    await expect(facts(withSchema(Array.from({ length: 12 }, () => list).flat()))).rejects.toThrow(RangeError)
    for (const one of [0x19, 0x1c])
      await expect(facts(withSchema(Array(50_000).fill(one)))).rejects.toThrow('too many others')
  })
})
