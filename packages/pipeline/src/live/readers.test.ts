import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { crc32c, maskedCrc32c } from './crc32c.ts'
import { DvcliveReader } from './dvclive-reader.ts'
import { JsonLinesReader } from './json-lines-reader.ts'
import type { LiveReader } from './live-point.ts'
import { TfeventsReader } from './tfevents-reader.ts'

const fixture = (path: string) => readFileSync(join(import.meta.dirname, 'fixtures', path))
const text = (lines: string) => Buffer.from(lines)

/** The same bytes, one by one: as a file that is looked at while it grows. */
function byteByByte(reader: LiveReader, bytes: Buffer) {
  return [...bytes].flatMap((byte) => reader.read(Buffer.from([byte])))
}

describe('crc32c()', () => {
  it('has the values of RFC 3720, appendix B.4, and masks them as TensorFlow does', () => {
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa)
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43)
    expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, index) => index)))).toBe(0x46dd794e)
    const [crc] = [crc32c(Buffer.from('foo'))]
    expect(maskedCrc32c(Buffer.from('foo'))).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  })
})

describe('TfeventsReader', () => {
  it('reads scalars that tensorboardX wrote, and passes a histogram over', () => {
    const points = new TfeventsReader('').read(fixture('simple.tfevents.1'))
    expect(points.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 6])
    expect(points.map(({ name }) => name)).toEqual(Array(6).fill('loss/train'))
    expect(points.slice(0, 5).map(({ value }) => value)).toEqual(
      [1, 2, 3, 4, 5].map((n) => Math.fround(1 / n)),
    )
    expect(points[5]?.value).toBeNaN()
  })

  it('reads tensors that TensorBoard wrote, of every type of number, and no pictures', () => {
    const points = new TfeventsReader('run/').read(fixture('tensor.tfevents.2'))
    expect(points).toEqual([
      ...[0, 1, 2, 3, 4].map((step) => ({ name: 'run/epoch_loss', step, value: 2 ** -step })),
      { name: 'run/of float64', step: 2 ** 40, value: 0.1 },
      { name: 'run/of float16', step: 2 ** 40, value: 0.5 },
      { name: 'run/of int64', step: 2 ** 40, value: -7 },
    ])
  })

  it('reads a file that grows byte by byte as it reads the whole one', () => {
    for (const name of ['simple.tfevents.1', 'tensor.tfevents.2'])
      expect(byteByByte(new TfeventsReader(''), fixture(name))).toEqual(
        new TfeventsReader('').read(fixture(name)),
      )
  })

  it('refuses a record with one bit turned over, wherever that is', () => {
    const whole = fixture('tensor.tfevents.2')
    const first = 12 + Number(whole.readBigUInt64LE()) + 4
    for (let at = 0; at < first; at++) {
      const damaged = Buffer.from(whole.subarray(0, first))
      damaged.writeUInt8((damaged[at] ?? 0) ^ 0x10, at)
      expect(() => new TfeventsReader('').read(damaged), `byte ${at}`).toThrow('damaged')
    }
  })
})

describe('DvcliveReader', () => {
  it('reads tables that DVCLive wrote, with and without times, and NaN', () => {
    const loss = new DvcliveReader('train/loss').read(fixture('dvclive/plots/metrics/train/loss.tsv'))
    expect(loss).toEqual([1, 0.75, 0.5].map((value, step) => ({ name: 'train/loss', step, value })))
    const timed = byteByByte(new DvcliveReader('val_loss'), fixture('dvclive/plots/metrics/val_loss.tsv'))
    expect(timed.map(({ step, value }) => [step, value])).toEqual([
      [0, 0],
      [1, Number.NaN],
      [2, 2],
    ])
  })

  it('goes on with a table whose first line was there before', () => {
    expect(new DvcliveReader('a').read(text('7\t0.5\n'))).toEqual([{ name: 'a', step: 7, value: 0.5 }])
  })
})

describe('JsonLinesReader', () => {
  const read = (lines: string) => new JsonLinesReader().read(text(lines))

  it('takes steps, totals and nested metrics by their names', () => {
    expect(read('{"step": 3, "max_steps": 10, "train": {"loss": 0.5}, "time": 1e9, "note": "x"}\n')).toEqual([
      { name: 'train/loss', step: 3, value: 0.5, total: 10 },
    ])
    expect(read('{"epoch": 2, "epochs": 4, "acc": 1}\n')).toEqual([
      { name: 'acc', step: 2, value: 1, total: 4 },
    ])
  })

  it('counts lines without a step, and passes over what is no object', () => {
    expect(read('starting\n{"loss": 1}\n[1]\n{"loss": 2}\n').map(({ step, value }) => [step, value])).toEqual(
      [
        [1, 1],
        [2, 2],
      ],
    )
  })

  it('reads NaN and Infinity as Python writes them, and not inside of texts', () => {
    const values = read(
      '{"step": 1, "a": NaN, "b": -Infinity, "c": "NaN", "d": "is NaN, -Infinity", "e": 1}\n',
    )
    expect(values.map(({ name, value }) => [name, value])).toEqual([
      ['a', Number.NaN],
      ['b', Number.NEGATIVE_INFINITY],
      ['c', Number.NaN],
      ['e', 1],
    ])
  })

  it('waits for the end of a line', () => {
    const reader = new JsonLinesReader()
    expect(reader.read(text('{"loss": 1'))).toEqual([])
    expect(reader.read(text('2}\r\n{"lo'))).toEqual([{ name: 'loss', step: 1, value: 12 }])
  })
})
