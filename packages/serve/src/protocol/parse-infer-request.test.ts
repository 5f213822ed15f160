import type { Signature } from '@slipway/onnx'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import { parseInferRequest } from './parse-infer-request.ts'

const SIGNATURE: Signature = {
  inputs: [
    { name: 'a', datatype: 'INT32', shape: [-1, 2] },
    { name: 'b', datatype: 'FP32', shape: [2] },
  ],
  outputs: [
    { name: 'y', datatype: 'FP32', shape: [-1, 2] },
    { name: 'z', datatype: 'INT64', shape: [-1] },
  ],
}
const A = { name: 'a', shape: [1, 2], datatype: 'INT32', data: [1, 2] }
const B = { name: 'b', shape: [2], datatype: 'FP32', data: [0.5, 1.5] }

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const parse = (value: unknown, signature = SIGNATURE, limits = DEFAULT_LIMITS) =>
  parseInferRequest({ bytes: json(value), headerLength: undefined }, signature, limits)
const parseBinary = (value: unknown, blob: Uint8Array, signature = SIGNATURE) => {
  const head = json(value)
  return parseInferRequest(
    { bytes: Buffer.concat([head, blob]), headerLength: head.length },
    signature,
    DEFAULT_LIMITS,
  )
}
const codeOf = (act: () => unknown): unknown => {
  try {
    act()
    return 'accepted'
  } catch (error) {
    return (error as { code: unknown }).code
  }
}

describe('parseInferRequest()', () => {
  it('reads a JSON request: inputs in the order of the model, every output, the id', () => {
    expect(parse({ id: '42', inputs: [B, A] })).toEqual({
      id: '42',
      inputs: [
        { name: 'a', datatype: 'INT32', shape: [1, 2], data: Int32Array.of(1, 2) },
        { name: 'b', datatype: 'FP32', shape: [2], data: Float32Array.of(0.5, 1.5) },
      ],
      outputs: [
        { name: 'y', binary: false },
        { name: 'z', binary: false },
      ],
      timeoutMs: undefined,
    })
  })

  it('reads binary inputs in their order behind the JSON, mixed with JSON ones', () => {
    const request = parseBinary(
      { inputs: [{ name: 'b', shape: [2], datatype: 'FP32', parameters: { binary_data_size: 8 } }, A] },
      new Uint8Array(Float32Array.of(3, 4).buffer),
    )
    expect(request.inputs.map(({ data }) => data)).toEqual([Int32Array.of(1, 2), Float32Array.of(3, 4)])
  })

  it('lets an output say how it comes back, over what the request says for all', () => {
    const outputs = (request: object) =>
      parse({ inputs: [A, B], ...request }).outputs.map(({ binary }) => binary)
    expect(outputs({ parameters: { binary_data_output: true } })).toEqual([true, true])
    expect(
      outputs({
        parameters: { binary_data_output: true },
        outputs: [{ name: 'z', parameters: { binary_data: false } }, { name: 'y' }],
      }),
    ).toEqual([false, true])
    expect(outputs({ outputs: [{ name: 'z', parameters: { binary_data: true } }] })).toEqual([true])
    expect(outputs({ outputs: [] })).toEqual([false, false])
  })

  it('reads the deadline in microseconds, rounded up', () => {
    expect(parse({ inputs: [A, B], parameters: { timeout: 1500 } }).timeoutMs).toBe(2)
    expect(parse({ inputs: [A, B], parameters: { timeout: 0 } }).timeoutMs).toBeUndefined()
    expect(codeOf(() => parse({ inputs: [A, B], parameters: { timeout: -1 } }))).toBe('serve/request-invalid')
  })

  it.each<[string, unknown]>([
    ['an array', []],
    ['null', null],
    ['no inputs', {}],
    ['inputs that are no array', { inputs: {} }],
    ['an input that is no object', { inputs: [A, 5] }],
    ['a missing input', { inputs: [A] }],
    ['an unknown input', { inputs: [A, B, { ...A, name: 'c' }] }],
    ['an input twice', { inputs: [A, A, B] }],
    ['another datatype', { inputs: [{ ...A, datatype: 'INT64' }, B] }],
    ['no datatype', { inputs: [{ ...A, datatype: undefined }, B] }],
    ['no shape', { inputs: [{ ...A, shape: undefined }, B] }],
    ['a negative size', { inputs: [{ ...A, shape: [-1, 2] }, B] }],
    ['a size that is no whole number', { inputs: [{ ...A, shape: [0.5, 2] }, B] }],
    ['a size that is text', { inputs: [{ ...A, shape: ['1', 2] }, B] }],
    ['another rank', { inputs: [{ ...A, shape: [2] }, B] }],
    ['another fixed size', { inputs: [{ ...A, shape: [1, 3], data: [1, 2, 3] }, B] }],
    ['a shape that overflows', { inputs: [{ ...A, shape: [2 ** 40, 2] }, B] }],
    ['a shape that wraps around to the right size', { inputs: [{ ...A, shape: [2 ** 63, 2] }, B] }],
    ['too many elements', { inputs: [{ ...A, data: [1, 2, 3] }, B] }],
    ['too few elements', { inputs: [{ ...A, data: [1] }, B] }],
    ['no data', { inputs: [{ ...A, data: undefined }, B] }],
    ['data twice', { inputs: [{ ...A, parameters: { binary_data_size: 0 } }, B] }],
    [
      'a size of binary data that is no number',
      { inputs: [{ ...A, data: undefined, parameters: { binary_data_size: '8' } }, B] },
    ],
    [
      'more binary data than there is',
      { inputs: [{ ...A, data: undefined, parameters: { binary_data_size: 8 } }, B] },
    ],
    ['parameters that are no object', { inputs: [A, B], parameters: 1 }],
    ['an id that is no text', { id: 42, inputs: [A, B] }],
    ['an id that is too long', { id: 'x'.repeat(257), inputs: [A, B] }],
    ['outputs that are no array', { inputs: [A, B], outputs: 'y' }],
    ['an unknown output', { inputs: [A, B], outputs: [{ name: 'w' }] }],
    ['an output twice', { inputs: [A, B], outputs: [{ name: 'y' }, { name: 'y' }] }],
    [
      'binary_data that is no boolean',
      { inputs: [A, B], outputs: [{ name: 'y', parameters: { binary_data: 1 } }] },
    ],
    ['binary_data_output that is no boolean', { inputs: [A, B], parameters: { binary_data_output: 'true' } }],
    ['more inputs than allowed', { inputs: Array(257).fill(A) }],
  ])('refuses %s', (_what, value) => {
    expect(codeOf(() => parse({ inputs: [A, B] }))).toBe('accepted')
    expect(codeOf(() => parse(value))).toBe('serve/request-invalid')
  })

  it('refuses bytes that are no JSON: nothing, NaN, broken text, another encoding', () => {
    for (const text of ['', '{', '{"inputs": [NaN]}', '{"inputs": []} x']) {
      const bytes = new TextEncoder().encode(text)
      expect(
        codeOf(() => parseInferRequest({ bytes, headerLength: undefined }, SIGNATURE, DEFAULT_LIMITS)),
      ).toBe('serve/request-invalid')
    }
    const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)
    expect(
      codeOf(() => parseInferRequest({ bytes, headerLength: undefined }, SIGNATURE, DEFAULT_LIMITS)),
    ).toBe('serve/request-invalid')
  })

  it('refuses a header length outside the body, and bytes that no input claims', () => {
    const bytes = json({ inputs: [A, B] })
    const parseAt = (headerLength: number) => () =>
      parseInferRequest({ bytes, headerLength }, SIGNATURE, DEFAULT_LIMITS)
    expect(codeOf(parseAt(bytes.length))).toBe('accepted')
    expect(codeOf(parseAt(bytes.length + 1))).toBe('serve/request-invalid')
    expect(codeOf(parseAt(bytes.length - 1))).toBe('serve/request-invalid')
    expect(codeOf(() => parseBinary({ inputs: [A, B] }, new Uint8Array(1)))).toBe('serve/request-invalid')
  })

  it('says of what it does not support that it does not, instead of doing something else', () => {
    const refused = [
      { parameters: { sequence_id: 7 } },
      { outputs: [{ name: 'y', parameters: { classification: 3 } }] },
      { outputs: [{ name: 'y', parameters: { shared_memory_region: 'r' } }] },
      { inputs: [{ ...A, data: undefined, parameters: { shared_memory_region: 'r' } }, B] },
    ]
    for (const part of refused) {
      expect(codeOf(() => parse({ inputs: [A, B], ...part }))).toBe('serve/feature-unsupported')
    }
    expect(
      codeOf(() => parse({ inputs: [A, B], parameters: { sequence_id: 0, priority: 1, custom: 'x' } })),
    ).toBe('accepted')
  })

  it('keeps FP16 to binary data, in both directions', () => {
    const half: Signature = {
      inputs: [{ name: 'x', datatype: 'FP16', shape: [-1] }],
      outputs: [{ name: 'y', datatype: 'FP16', shape: [-1] }],
    }
    const x = { name: 'x', datatype: 'FP16', shape: [1] }
    const binary = {
      inputs: [{ ...x, parameters: { binary_data_size: 2 } }],
      parameters: { binary_data_output: true },
    }
    expect(parseBinary(binary, Uint8Array.of(0, 0x3c), half).inputs[0]?.data).toEqual(Uint16Array.of(0x3c00))
    expect(codeOf(() => parse({ ...binary, inputs: [{ ...x, data: [1] }] }, half))).toBe(
      'serve/request-invalid',
    )
    expect(codeOf(() => parseBinary({ inputs: binary.inputs }, Uint8Array.of(0, 0x3c), half))).toBe(
      'serve/request-invalid',
    )
  })

  it('limits the elements of a tensor before it makes room for them', () => {
    const limits = { ...DEFAULT_LIMITS, elements: 3 }
    expect(codeOf(() => parse({ inputs: [{ ...A, shape: [2, 2], data: [] }, B] }, SIGNATURE, limits))).toBe(
      'serve/request-invalid',
    )
    expect(codeOf(() => parse({ inputs: [A, B] }, SIGNATURE, limits))).toBe('accepted')
  })
})

it('parseInferRequest() reads or refuses 5,000 damaged requests, and never fails in another way', () => {
  const head = json({
    id: '1',
    parameters: { binary_data_output: true, timeout: 5 },
    inputs: [A, { name: 'b', shape: [2], datatype: 'FP32', parameters: { binary_data_size: 8 } }],
    outputs: [{ name: 'y', parameters: { binary_data: false } }],
  })
  const body = Buffer.concat([head, new Uint8Array(8)])
  // What may stand in a request, put where it does not belong.
  const words = [
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    '-1',
    '1e999',
    'null',
    '[[[[',
    '"a"',
    'true',
    '9007199254740993',
    '\\u0000',
    '\xff',
  ]
  let state = 7
  const random = (limit: number) => {
    state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647
    return state % limit
  }
  const outcomes = new Set<unknown>()
  for (let round = 0; round < 5000; round++) {
    let bytes: Uint8Array = body
    for (let changes = 1 + random(3); changes > 0; changes--) {
      const at = random(bytes.length)
      const word = Buffer.from(words[random(words.length)] ?? '', 'latin1')
      bytes = Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + random(4))])
    }
    const headerLength = [undefined, 0, head.length, bytes.length - 8, random(400)][random(5)]
    outcomes.add(codeOf(() => parseInferRequest({ bytes, headerLength }, SIGNATURE, DEFAULT_LIMITS)))
  }
  outcomes.delete('serve/feature-unsupported')
  expect([...outcomes].sort()).toEqual(['accepted', 'serve/request-invalid'])
})

describe('parseInferRequest() of a raw binary request', () => {
  const signature = (datatype: 'FP32' | 'BYTES', ...shapes: number[][]): Signature => ({
    inputs: shapes.map((shape, index) => ({ name: `x${index}`, datatype, shape })),
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  })
  const parseRaw = (bytes: Uint8Array, of: Signature) =>
    parseInferRequest({ bytes, headerLength: 0 }, of, DEFAULT_LIMITS)
  const floats = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)

  it('takes the shape from the number of bytes, and sends every output as bytes', () => {
    expect(parseRaw(floats, signature('FP32', [-1, 2]))).toEqual({
      id: undefined,
      inputs: [{ name: 'x0', datatype: 'FP32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      outputs: [{ name: 'y', binary: true }],
      timeoutMs: undefined,
    })
    expect(parseRaw(floats, signature('FP32', [4])).inputs[0]?.shape).toEqual([4])
    expect(parseRaw(Uint8Array.of(2, 0, 0, 0, 104, 105), signature('BYTES', [-1])).inputs[0]).toMatchObject({
      shape: [1],
      data: ['hi'],
    })
  })

  it.each([
    ['several inputs', floats, signature('FP32', [-1], [-1])],
    ['no input', floats, signature('FP32')],
    ['two open sizes', floats, signature('FP32', [-1, -1])],
    ['bytes that fill no row', floats.slice(0, 12), signature('FP32', [-1, 2])],
    ['too few bytes', floats.slice(0, 12), signature('FP32', [4])],
    ['a size of nothing', floats, signature('FP32', [-1, 0])],
    ['several texts', floats, signature('BYTES', [2])],
  ])('refuses %s', (_what, bytes, of) => {
    expect(codeOf(() => parseRaw(bytes, of))).toBe('serve/request-invalid')
  })
})
