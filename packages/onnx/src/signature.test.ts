import { expect, it } from 'vitest'
import { inspectModel } from './inspect-model.ts'
import { signatureOf } from './signature.ts'
import { identityModel, sumModel, zipMapModel } from './testing/sample-models.ts'

it('signatureOf() lists inputs and outputs in the terms of the protocol', () => {
  const spec = (name: string) => ({ name, datatype: 'INT32', shape: [-1, 16] })
  expect(signatureOf(inspectModel(sumModel()))).toEqual({
    inputs: [spec('a'), spec('b')],
    outputs: [spec('sum'), spec('difference')],
  })
})

it('signatureOf() leaves out the maps of ZipMap, and refuses a model that has nothing else', () => {
  expect(signatureOf(inspectModel(zipMapModel({ tensor: true }))).outputs).toEqual([
    { name: 'scores', datatype: 'FP32', shape: [-1, 2] },
  ])
  expect(() => signatureOf(inspectModel(zipMapModel({ tensor: false })))).toThrow(
    expect.objectContaining({ code: 'onnx/model-unsupported', hint: expect.stringContaining('zipmap') }),
  )
})

it('signatureOf() refuses an input that no request can carry', () => {
  expect(() => signatureOf(inspectModel(identityModel('BF16')))).toThrow(
    expect.objectContaining({ code: 'onnx/model-unsupported' }),
  )
})
