import { readFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { SlipwayError } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { Decompressors } from '../parquet/open-parquet.ts'
import { Random } from '../testing/random.ts'
import type { PredictionRows } from './predictions.ts'
import { predictionsOf } from './predictions-of.ts'
import { readPredictions } from './read-predictions.ts'

const decompress: Decompressors = {
  ZSTD: (bytes) => zstdDecompressSync(bytes),
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
}
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}.parquet`, import.meta.url))
const read = (name: string) => readPredictions(fixture(name), decompress)
const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'compare/predictions-invalid', message: expect.stringMatching(message) })

const ids = [101, 102, 103, 104, 105, 106]
const y = [1, 0, 1, 0, 0, 1]
const p = [0.9, 0.2, 0.75, 0.5, 0.1, 0.3]
const plain = predictionsOf({ row_id: ids, y, p })

/** The names of a label column, row by row. */
function texts(rows: PredictionRows | undefined, column: string): (string | undefined)[] {
  const labels = column === 'cluster' ? rows?.cluster : rows?.columns.get(column)
  if (!labels || labels instanceof Float64Array) return []
  return Array.from(labels.codes).map((code) => labels.names[code])
}

describe('readPredictions() reads', () => {
  for (const codec of ['none', 'snappy', 'gzip', 'brotli', 'zstd'])
    it(`a file compressed with ${codec}`, async () => expect(await read(`arrow-${codec}`)).toEqual(plain))
  it('delta and byte-stream-split encodings', async () => expect(await read('arrow-delta')).toEqual(plain))
  it('what polars writes: nullable columns, large texts, empty slices', async () => {
    const { splits } = await read('polars-zstd')
    expect(Array.from(splits.keys())).toEqual(['test', 'tune'])
    const tune = splits.get('tune')
    expect(tune?.rowId).toEqual(Float64Array.of(101, 102, 103))
    expect(Array.from(tune?.yPred ?? [])).toEqual([1, 0, 1])
    expect(texts(tune, 'cluster')).toEqual(['2001-06-01', '2001-06-02', '2001-06-01'])
    expect(texts(tune, 'airport')).toEqual(['ORD', 'LAX', undefined])
  })
  it('texts out of order in several row groups, booleans, floats, decimals and dates', async () => {
    const { splits } = await read('arrow-shuffled')
    const test = splits.get('test')
    expect(test?.rowId).toEqual(['flight-102', 'flight-104', 'flight-106'])
    expect(Array.from(test?.y ?? [])).toEqual([0, 0, 1])
    expect(Array.from(test?.p ?? [])).toEqual([0.2, 0.5, 0.3].map(Math.fround))
    expect(Array.from(test?.weight ?? [])).toEqual([0.25, 0.75, 1.25])
    expect(texts(test, 'cluster')).toEqual(['2001-06-02', '2001-06-01', '2001-06-03'])
  })
  it('probabilities of classes, whichever other columns are wanted', async () => {
    const all = await read('arrow-classes')
    const few = await readPredictions(fixture('arrow-classes'), decompress, [])
    expect(few.task).toBe('multiclass')
    const [rows, other] = [few.splits.get('test'), all.splits.get('test')]
    expect(rows?.classes).toEqual(other?.classes)
    expect(rows?.classes?.names).toEqual(['bird', 'cat'])
    expect(rows?.classes?.probabilities?.map((p) => Array.from(p))).toEqual([p.map((v) => 1 - v), p])
    expect(Array.from(rows?.y ?? [])).toEqual([1, 0, 1, 0, 0, 1])
    expect([rows?.columns.size, other?.columns.size]).toEqual([0, 1])
  })
  it('every type that a slice or a number may have', async () => {
    const { task, splits } = await read('arrow-types')
    const rows = splits.get('test')
    expect(task).toBe('regression')
    expect(rows?.rowId[0]).toBe('9223372036854775808')
    expect(Array.from(rows?.yPred ?? []).slice(0, 3)).toEqual([0.3, -0.07, 12.1])
    const instants = ['2001-06-01T12:30:00.5', '1969-12-31T23:59:59']
    for (const unit of ['ms', 'us', 'ns']) expect(texts(rows, unit).slice(0, 2)).toEqual(instants)
    expect(texts(rows, 'day').slice(0, 2)).toEqual(['2001-06-01', '1969-12-31'])
    const numbers = (name: string) => Array.from(rows?.columns.get(name) as Float64Array).slice(0, 4)
    expect(numbers('half')).toEqual([0.5, -2, 65504, 2 ** -24])
    expect(numbers('flag')).toEqual([1, Number.NaN, 0, 1])
    expect(numbers('small').slice(0, 3)).toEqual([255, 0, 7])
    expect(numbers('wide').slice(0, 3)).toEqual([4294967295, 0, Number.NaN])
    expect(rows?.columns.has('nested')).toBe(false)
    expect(rows?.columns.has('time')).toBe(false)
  })
  it('the old 96-bit timestamps', async () => {
    const { splits } = await read('arrow-int96')
    expect(texts(splits.get('test'), 'cluster').slice(0, 2)).toEqual([
      '2001-06-01T12:30:00.5',
      '1969-12-31T23:59:59',
    ])
  })
  it('only the other columns that are wanted', async () => {
    const { splits } = await readPredictions(fixture('arrow-types'), decompress, ['day', 'nowhere'])
    expect(Array.from(splits.get('test')?.columns.keys() ?? [])).toEqual(['day'])
  })
})

describe('readPredictions() refuses', () => {
  it('what is not Parquet, and what is cut off', async () => {
    const whole = fixture('arrow-snappy')
    for (const bytes of [
      new Uint8Array(),
      new TextEncoder().encode('row_id,y,p\n1,1,0.5\n'),
      whole.subarray(0, -9),
    ])
      await expect(readPredictions(bytes, decompress)).rejects.toThrow(invalid(/^Cannot read the file/))
  })
  it('a codec that it cannot unpack, naming it', async () => {
    await expect(read('arrow-lz4')).rejects.toThrow(invalid(/LZ4/))
    await expect(readPredictions(fixture('arrow-zstd'), {})).rejects.toThrow(invalid(/ZSTD/))
  })
  it('a nested column that it needs, and a file without rows', async () => {
    await expect(read('arrow-nested-p')).rejects.toThrow(invalid(/column "p"/))
    await expect(read('arrow-empty')).rejects.toThrow(invalid(/no rows/))
  })
  it('any damage with a named error, or reads it; it never fails otherwise', async () => {
    const random = new Random(7)
    let refused = 0
    for (const name of ['arrow-shuffled', 'polars-zstd', 'arrow-types']) {
      for (let n = 0; n < 150; n++) {
        const bytes = new Uint8Array(fixture(name))
        for (let k = 0; k < 3; k++) bytes[random.below(bytes.length)] = random.below(256)
        const error = await readPredictions(bytes, decompress).then(
          () => undefined,
          (cause) => cause,
        )
        if (error === undefined) continue
        expect(error).toBeInstanceOf(SlipwayError)
        expect(error.code).toBe('compare/predictions-invalid')
        refused++
      }
    }
    expect(refused).toBeGreaterThan(200)
  })
})

describe('predictionsOf() refuses', () => {
  const good = { row_id: ids, y, p }
  const refuses = (columns: Parameters<typeof predictionsOf>[0], message: RegExp) =>
    expect(() => predictionsOf(columns)).toThrow(invalid(message))
  it('missing columns, saying which task needs which', () => {
    refuses(
      { row_id: ids, y },
      /"p", the probability of 1, of a binary classifier, "p:<class>" .* or "y_pred"/,
    )
    refuses({ p }, /column "row_id" is missing.*column "y" is missing/)
  })
  it('a row id that is there twice in a split, naming the first five; the same id in two splits is fine', () => {
    const twice = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]
    const many = { row_id: twice, y: twice.map(() => 1), p: twice.map(() => 0.5) }
    refuses(many, /split "test" holds 6 row ids \("1", "2", "3", "4", "5", …\) more than once/)
    const splits = twice.map((_, i) => (i % 2 ? 'tune' : 'test'))
    expect(predictionsOf({ ...many, split: splits }).splits.size).toBe(2)
  })
  it('labels that are not 0 or 1 beside a probability', () => {
    refuses(
      { ...good, y: [1, 0, 2, 0, 0, 1] },
      /column "y" has 1 bad value, first 2 in row "103"; expected 0 or 1/,
    )
    expect(predictionsOf({ row_id: ids, y: [1, 0, 2, 0, 0, 1], y_pred: y }).task).toBe('regression')
  })
  it('probabilities outside [0, 1], NaN and empty', () => {
    refuses(
      { ...good, p: [0.1, 1.01, -0.2, 0, 1, 0.5] },
      /column "p" has 2 bad values, first 1.01 in row "102"/,
    )
    refuses({ ...good, p: [0.1, Number.NaN, null, 0, 1, 0.5] }, /column "p" has 2 bad values, first NaN/)
  })
  it('texts for numbers, numbers for ids, infinite and negative weights', () => {
    refuses({ ...good, p: p.map(String) }, /column "p" holds texts; expected numbers/)
    refuses({ ...good, row_id: [0.5, 1, 2, 3, 4, 5] }, /column "row_id" holds floating-point numbers/)
    refuses({ ...good, weight: [1, -1, 1, 1, 1, 1] }, /column "weight" has 1 bad value, first -1/)
    refuses({ ...good, weight: [1, Number.POSITIVE_INFINITY, 1, 1, 1, 1] }, /column "weight"/)
    refuses({ row_id: ids, y, y_pred: [1e308, Number.NEGATIVE_INFINITY, 1, 1, 1, 1] }, /"y_pred".*-Infinity/)
  })
  it('classes that cannot be', () => {
    const cat = ['cat', 'dog', 'cat', 'dog', 'dog', 'cat']
    const sure = cat.map((name) => (name === 'cat' ? 0.9 : 0.2))
    const both = { row_id: ids, y: cat, 'p:cat': sure, 'p:dog': sure.map((v) => 1 - v) }
    expect(predictionsOf(both).task).toBe('multiclass')
    refuses({ ...both, p: sure }, /there are a column "p" and columns "p:…"/)
    refuses({ row_id: ids, y: cat, p: sure }, /column "y" holds texts; expected 0 or 1/)
    refuses({ ...both, 'p:dog': sure }, /sum to something else than 1 in 6 of 6 rows, first to 1\.8/)
    refuses({ ...both, 'p:dog': sure.map(() => 2) }, /column "p:dog" has 6 bad values, first 2/)
    refuses({ ...both, 'p:dog': cat }, /column "p:dog" holds texts; expected numbers/)
    refuses({ ...both, y: [...cat.slice(1), null] }, /column "y" is empty in 1 row/)
    refuses({ ...both, y: cat.map((name) => name.toUpperCase()) }, /"y" has no value that a column "p:…" is/)
    const many = Array.from({ length: 1001 }, (_, i) => `c${i}`)
    const labels = { row_id: many, y: many, y_pred: many }
    refuses(labels, /there are 1001 classes; expected at most 1000/)
  })
  it('an empty id, split or cluster', () => {
    refuses({ ...good, row_id: [1, null, 2, 3, 4, 5] }, /column "row_id" is empty in 1 row;/)
    refuses({ ...good, split: ['a', null, null, 'a', 'a', 'a'] }, /column "split" is empty in 2 rows/)
    refuses({ ...good, cluster: ['a', undefined, 'a', 'a', 'a', 'a'] }, /column "cluster" is empty in 1 row/)
  })
  it('more than 20 splits', () => {
    const row_id = Array.from({ length: 21 }, (_, i) => i)
    const columns = { row_id, y: row_id.map(() => 1), p: row_id.map(() => 0.5) }
    refuses({ ...columns, split: row_id.map((i) => `s${i}`) }, /column "split" has 21 different values/)
    expect(predictionsOf({ ...columns, split: row_id.map((i) => `s${i % 20}`) }).splits.size).toBe(20)
  })
  it('columns of different lengths, and no rows', () => {
    refuses({ ...good, p: [0.5] }, /column "p" has 1 values; expected 6/)
    refuses({ row_id: [], y: [], p: [] }, /no rows/)
  })
})

describe('predictionsOf()', () => {
  it('gives the same rows in whatever order they come, for integers and for texts', () => {
    const random = new Random(3)
    for (const name of [
      (i: number) => i * 7 - 300,
      (i: number) => `é-${i}`,
      (i: number) => `row ${i * 97}`,
    ]) {
      const columns = (order: readonly number[]) => ({
        row_id: order.map((i) => name(i)),
        y: order.map((i) => i % 2),
        p: order.map((i) => i / 200),
        cluster: order.map((i) => `c${(i * 5) % 13}`),
        slice: order.map((i) => (i % 3 ? i % 4 : null)),
      })
      const order = random.shuffled(200)
      expect(predictionsOf(columns(order))).toEqual(predictionsOf(columns(order.toSorted((a, b) => a - b))))
    }
  })
  it('takes numbers and booleans for the classes that columns are named after, as they are printed', () => {
    const share = ids.map(() => 0.5)
    const rows = predictionsOf({ row_id: ids, y: [1, 0, 1, 0, 0, 1], 'p:0': share, 'p:1': share })
    expect(rows.task).toBe('multiclass')
    const test = rows.splits.get('test')
    expect(test?.classes?.names).toEqual(['0', '1'])
    expect(Array.from(test?.y ?? [])).toEqual([1, 0, 1, 0, 0, 1])
    const truth = [true, false, true, false, false, true]
    expect(predictionsOf({ row_id: ids, y: truth, 'p:0': share, 'p:1': share }).splits).toEqual(rows.splits)
  })
  it('gives a class that has no column no probability', () => {
    const y = ['b', 'a', 'b', 'c', 'a', 'b']
    const { splits } = predictionsOf({
      row_id: ids,
      y,
      'p:a': ids.map(() => 0.25),
      'p:b': ids.map(() => 0.75),
    })
    const { names, probabilities } = splits.get('test')?.classes ?? {}
    expect(names).toEqual(['a', 'b', 'c'])
    expect(probabilities?.map(([first]) => first)).toEqual([0.25, 0.75, 0])
  })
  it('tells two classes from numbers, and several from both', () => {
    expect(predictionsOf({ row_id: ids, y: y.map(String), y_pred: y }).task).toBe('multiclass')
    expect(predictionsOf({ row_id: ids, y, y_pred: y }).task).toBe('binary')
    expect(predictionsOf({ row_id: ids, y, y_pred: p }).task).toBe('regression')
  })
})
