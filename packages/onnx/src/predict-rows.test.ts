import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRuntime } from './find-runtime.ts'
import { type FeatureTable, inputLayout, tensorsOf } from './input-layout.ts'
import { inspectModel } from './inspect-model.ts'
import { openRunner } from './open-runner.ts'
import { predictRows, scoreOutput } from './predict-rows.ts'
import { type Signature, signatureOf } from './signature.ts'
import { addModel, logisticModel, zipMapModel } from './testing/sample-models.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-predict-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const table: FeatureTable = {
  rows: 3,
  columns: new Map<string, Float64Array | (string | null)[]>([
    ['a', Float64Array.of(1, 2, Number.NaN)],
    ['b', Float64Array.of(4, 5, 6)],
    ['town', ['Rome', null, 'Oslo']],
  ]),
}
const signature = (inputs: Signature['inputs'], outputs: Signature['outputs'] = []): Signature => ({
  inputs,
  outputs,
})
const input = (name: string, datatype: Signature['inputs'][number]['datatype'], shape: number[]) => ({
  name,
  datatype,
  shape,
})
const unfit = expect.objectContaining({ code: 'onnx/rows-unfit' })

describe('inputLayout()', () => {
  it('feeds all columns in order to one wide input, or each to the input of its name', () => {
    const wide = inputLayout(signature([input('x', 'FP32', [-1, 2])]), ['b', 'a'])
    expect(tensorsOf(wide, table, [0, 2])).toEqual([
      { name: 'x', datatype: 'FP32', shape: [2, 2], data: Float32Array.of(4, 1, 6, Number.NaN) },
    ])
    const named = inputLayout(signature([input('town', 'BYTES', [-1, 1]), input('a', 'INT64', [-1])]), [
      'a',
      'b',
      'town',
    ])
    expect(tensorsOf(named, table, [0, 1])).toEqual([
      { name: 'town', datatype: 'BYTES', shape: [2, 1], data: ['Rome', ''] },
      { name: 'a', datatype: 'INT64', shape: [2], data: BigInt64Array.of(1n, 2n) },
    ])
  })

  it('fills up a batch that the model fixes', () => {
    const layout = inputLayout(signature([input('x', 'FP64', [4, 2])]), ['a', 'b'])
    expect(layout.batch).toBe(4)
    expect(tensorsOf(layout, table, [1])[0]).toMatchObject({
      shape: [4, 2],
      data: Float64Array.of(2, 5, 2, 5, 2, 5, 2, 5),
    })
  })

  it('refuses another number of columns, an input without its column, and one that is no table', () => {
    expect(() => inputLayout(signature([input('x', 'FP32', [-1, 3])]), ['a', 'b'])).toThrow(unfit)
    expect(() => inputLayout(signature([input('a', 'FP32', [-1]), input('c', 'FP32', [-1])]), ['a'])).toThrow(
      unfit,
    )
    expect(() => inputLayout(signature([input('a', 'FP32', [-1, 3, 8, 8])]), ['a'])).toThrow(unfit)
    const layout = inputLayout(signature([input('x', 'FP32', [-1, 2])]), ['a', 'none'])
    expect(() => tensorsOf(layout, table, [0])).toThrow(unfit)
  })
})

describe('scoreOutput()', () => {
  const outputs = [input('label', 'INT64', [-1]), input('p', 'FP32', [-1, 2]), input('raw', 'FP32', [-1])]

  it('takes the named one, probabilities, or the only one of floating point', () => {
    expect(scoreOutput({ inputs: [], outputs }, 'raw')).toBe('raw')
    expect(scoreOutput({ inputs: [], outputs: outputs.slice(0, 2) }, undefined)).toBe('p')
    expect(scoreOutput({ inputs: [], outputs: outputs.slice(0, 1) }, undefined)).toBe('label')
    expect(() => scoreOutput({ inputs: [], outputs }, undefined)).toThrow(unfit)
    expect(() => scoreOutput({ inputs: [], outputs }, 'none')).toThrow(unfit)
  })
})

describe('predictRows()', { timeout: 60_000 }, () => {
  it('gives the same scores in any batch, and times requests where the model runs', async () => {
    const file = join(folder, 'model.onnx')
    const content = logisticModel([1, -1], 0.5)
    writeFileSync(file, content)
    const { inputs, outputs } = signatureOf(inspectModel(content))
    const rows = Uint32Array.of(1, 0, 1)
    const runner = await openRunner({ modelFile: file, runtime: findRuntime({ cwd: import.meta.dirname }) })
    try {
      const layout = inputLayout({ inputs, outputs }, ['a', 'b'])
      const whole = await predictRows(runner, layout, table, rows, { output: 'p' })
      expect(whole).toMatchObject({ rows: 3, width: 1 })
      expect(whole.values[0]).toBeCloseTo(1 / (1 + Math.exp(2.5)), 6)
      expect(await predictRows(runner, layout, table, rows, { output: 'p', batch: 2 })).toEqual(whole)
      const timing = await runner.time(tensorsOf(layout, table, [0]), 5, {
        outputs: ['p'],
        timeoutMs: 10_000,
      })
      expect(timing.seconds).toHaveLength(5)
      expect(timing.seconds.every((seconds) => seconds > 0)).toBe(true)
      expect(timing.peakBytes).toBeGreaterThan(content.length)
    } finally {
      await runner.close()
    }
  })

  it('knows the inputs of models as exporters write them', () => {
    expect(signatureOf(inspectModel(addModel(1))).inputs[0]?.shape).toEqual([-1, 2])
    expect(scoreOutput(signatureOf(inspectModel(zipMapModel({ tensor: true }))), undefined)).toBe('scores')
  })
})
