import type { Datatype, TensorData } from '@slipway/onnx'
import { describe, expect, it } from 'vitest'
import { parseBinaryData, renderBinaryData } from './binary-tensor.ts'

const invalid = expect.objectContaining({ code: 'serve/request-invalid' })
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

// Written by hand from the extension's text: little-endian, no padding; BYTES with a length of four bytes.
const FIXTURES: readonly [Datatype, TensorData, string][] = [
  ['BOOL', Uint8Array.of(1, 0), '01 00'],
  ['UINT8', Uint8Array.of(255, 1), 'ff 01'],
  ['INT8', Int8Array.of(-1, 1), 'ff 01'],
  ['UINT16', Uint16Array.of(0x1234), '34 12'],
  ['INT16', Int16Array.of(-2), 'fe ff'],
  ['UINT32', Uint32Array.of(0xdeadbeef), 'ef be ad de'],
  ['INT32', Int32Array.of(-1, 1), 'ffffffff 01000000'],
  ['UINT64', BigUint64Array.of(0x0102030405060708n), '0807060504030201'],
  ['INT64', BigInt64Array.of(-2n), 'feffffffffffffff'],
  ['FP16', Uint16Array.of(0x3c00), '00 3c'],
  ['FP32', Float32Array.of(1, -2.5), '0000803f 000020c0'],
  ['FP64', Float64Array.of(1), '000000000000f03f'],
  ['BYTES', ['ab', '', 'é'], '02000000 6162 00000000 02000000 c3a9'],
]

describe('parseBinaryData(), renderBinaryData()', () => {
  it.each(FIXTURES)('%s has the bytes that the extension says', (datatype, data, bytes) => {
    expect(parseBinaryData(hex(bytes), datatype, data.length, 'inputs[0]')).toEqual(data)
    expect(Buffer.from(renderBinaryData(data)).toString('hex')).toBe(bytes.replaceAll(' ', ''))
  })

  it.each(FIXTURES)('%s is read from any place in a body', (datatype, data, bytes) => {
    const plain = hex(bytes)
    const body = new Uint8Array(plain.length + 3)
    body.set(plain, 3)
    expect(parseBinaryData(body.subarray(3), datatype, data.length, 'inputs[0]')).toEqual(data)
  })

  it.each(FIXTURES)('%s with a byte missing or left over is refused', (datatype, data, bytes) => {
    const plain = hex(bytes)
    expect(() => parseBinaryData(plain.slice(1), datatype, data.length, 'x')).toThrow(invalid)
    expect(() => parseBinaryData(plain.slice(0, -1), datatype, data.length, 'x')).toThrow(invalid)
    expect(() => parseBinaryData(Uint8Array.of(...plain, 0), datatype, data.length, 'x')).toThrow(invalid)
  })

  it('refuses a length that points past the end, text that is not UTF-8, and a BOOL that is neither', () => {
    expect(() => parseBinaryData(hex('ffffffff 61'), 'BYTES', 1, 'x')).toThrow(invalid)
    expect(() => parseBinaryData(hex('01000000 ff'), 'BYTES', 1, 'x')).toThrow(invalid)
    expect(() => parseBinaryData(hex('02'), 'BOOL', 1, 'x')).toThrow(invalid)
    expect(parseBinaryData(hex(''), 'BYTES', 0, 'x')).toEqual([])
  })
})
