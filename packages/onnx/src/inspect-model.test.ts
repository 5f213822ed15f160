import { SlipwayError } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { inspectModel } from './inspect-model.ts'
import { shapeOf } from './model-info.ts'
import { makeModel } from './testing/make-model.ts'
import { addModel, identityModel, zipMapModel } from './testing/sample-models.ts'

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof SlipwayError ? error.code : String(error)
  }
}

/** A deterministic stream of whole numbers below a limit (mulberry32). */
function randomOf(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** One to eight changes: flipped bytes, cuts, repeats, and length prefixes that lie. */
function mutate(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  let out = bytes.slice()
  for (let changes = 1 + random(8); changes > 0; changes--) {
    const at = random(out.length + 1)
    const kind = random(5)
    if (kind === 0) out[at] = random(256)
    else if (kind === 1) out[at] = 0xff
    else if (kind === 2) out = out.slice(0, at)
    else if (kind === 3) out = Uint8Array.from([...out.slice(0, at), ...out.slice(random(at + 1))])
    else out.set([0x80, 0x80, 0x80, 0x80, 0x7f].slice(0, Math.max(0, out.length - at)), at)
  }
  return out
}

describe('inspectModel()', () => {
  it('reads what the file says of itself', () => {
    const bytes = addModel(1)
    expect(inspectModel(bytes)).toEqual({
      irVersion: 9,
      opsets: { '': 17, 'ai.onnx.ml': 3 },
      producer: { name: 'slipway-test', version: '' },
      graph: 'graph',
      inputs: [{ name: 'x', type: 'tensor(float)', datatype: 'FP32', dims: ['batch', 2] }],
      outputs: [{ name: 'y', type: 'tensor(float)', datatype: 'FP32', dims: ['batch', 2] }],
      operators: { Add: 1 },
      initializers: { count: 1, bytes: 18 },
      externalData: [],
      metadata: {},
      bytes: bytes.length,
    })
  })

  it('leaves out inputs that an initializer fills, as files of IR version 3 list them', () => {
    const info = inspectModel(
      makeModel({
        inputs: [
          { name: 'x', dims: [1] },
          { name: 'w', dims: [1] },
        ],
        outputs: [{ name: 'y', dims: [1] }],
        nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
        initializers: [{ name: 'w', element: 'FP32', dims: [1], raw: new Uint8Array(4) }],
      }),
    )
    expect(info.inputs.map(({ name }) => name)).toEqual(['x'])
  })

  it('shows a size that the request chooses as -1, whether it has a name or not, and an unknown rank as [-1]', () => {
    const shapes = [['batch', 2], [null, 2], [-1, 2], [2, 0], []].map((dims) => {
      const [input] = inspectModel(identityModel('FP32', dims)).inputs
      return input && shapeOf(input)
    })
    expect(shapes).toEqual([[-1, 2], [-1, 2], [-1, 2], [2, 0], []])
    const info = inspectModel(
      makeModel({
        inputs: [{ name: 'x' }],
        outputs: [{ name: 'x' }],
        nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['x'] }],
      }),
    )
    expect(info.inputs.map(shapeOf)).toEqual([[-1]])
    expect(info.inputs[0]?.dims).toBeUndefined()
  })

  it('names every element type of the protocol, and says which values are none', () => {
    const elements = ['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16'] as const
    const more = ['INT32', 'INT64', 'FP16', 'FP32', 'FP64', 'BYTES'] as const
    for (const element of [...elements, ...more]) {
      expect(inspectModel(identityModel(element)).inputs[0]?.datatype).toBe(element)
    }
    expect(inspectModel(identityModel('BF16')).inputs[0]).toMatchObject({ type: 'tensor(bfloat16)' })
    expect(inspectModel(identityModel('BF16')).inputs[0]?.datatype).toBeUndefined()
    expect(inspectModel(zipMapModel({ tensor: true })).outputs).toEqual([
      { name: 'scores', type: 'tensor(float)', datatype: 'FP32', dims: ['batch', 2] },
      { name: 'probabilities', type: 'seq(map(int64,tensor(float)))', datatype: undefined, dims: undefined },
    ])
  })

  it('counts the operators of sub-graphs, and names tensors kept in other files', () => {
    const branch = (op: string) => ({
      inputs: [],
      outputs: [{ name: 'r' }],
      nodes: [{ op, inputs: ['x'], outputs: ['r'] }],
    })
    const info = inspectModel(
      makeModel({
        inputs: [{ name: 'c', element: 'BOOL', dims: [] }, { name: 'x' }],
        outputs: [{ name: 'y' }],
        nodes: [
          {
            op: 'If',
            inputs: ['c'],
            outputs: ['y'],
            attributes: { then_branch: branch('Neg'), else_branch: branch('Abs') },
          },
          { op: 'Neg', inputs: ['x'], outputs: ['z'], domain: 'com.example' },
        ],
        initializers: [{ name: 'w', element: 'FP32', dims: [2], location: 'weights.bin' }],
      }),
    )
    expect(info.operators).toEqual({ Abs: 1, If: 1, Neg: 1, 'com.example.Neg': 1 })
    expect(info.externalData).toEqual(['weights.bin'])
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:0')],
    ['zeros', new Uint8Array(1000)],
    ['a cut file', addModel(1).slice(0, 60)],
    ['no IR version', makeModel({ inputs: [], outputs: [{ name: 'y' }], nodes: [], irVersion: 0 })],
    ['no output', makeModel({ inputs: [], outputs: [], nodes: [] })],
    ['an output without a name', makeModel({ inputs: [], outputs: [{ name: '' }], nodes: [] })],
    [
      'a node without an operator',
      makeModel({ inputs: [], outputs: [{ name: 'y' }], nodes: [{ op: '', inputs: [], outputs: [] }] }),
    ],
  ])('refuses %s', (_what, bytes) => {
    expect(codeOf(() => inspectModel(bytes))).toBe('onnx/model-invalid')
  })

  it('refuses graphs and groups nested without end, instead of running out of stack', () => {
    let nested = {
      inputs: [],
      outputs: [{ name: 'y' }],
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
    }
    for (let depth = 0; depth < 80; depth++) {
      const body = nested
      nested = {
        ...nested,
        nodes: [{ op: 'If', inputs: ['c'], outputs: ['y'], attributes: { body } }],
      } as never
    }
    expect(codeOf(() => inspectModel(makeModel(nested)))).toBe('onnx/model-invalid')
    expect(codeOf(() => inspectModel(new Uint8Array(100_000).fill((99 << 3) | 3)))).toBe('onnx/model-invalid')
  })

  it('reads or refuses 10,000 damaged files, and never fails in another way', () => {
    const random = randomOf(20260923)
    const seeds = [addModel(3), zipMapModel({ tensor: true }), identityModel('BYTES', [null, 'rows', 3])]
    const outcomes = new Map<string, number>()
    for (let round = 0; round < 10_000; round++) {
      const bytes = mutate(seeds[round % seeds.length] as Uint8Array, random)
      const outcome = codeOf(() => inspectModel(bytes)) ?? 'read'
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    expect([...outcomes.keys()].sort()).toEqual(['onnx/model-invalid', 'read'])
  })
})
