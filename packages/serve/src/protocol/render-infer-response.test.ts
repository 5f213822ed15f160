import type { Tensor } from '@slipway/onnx'
import { expect, it } from 'vitest'
import { renderInferResponse } from './render-infer-response.ts'

const Y: Tensor = { name: 'y', datatype: 'FP32', shape: [1, 2], data: Float32Array.of(1.5, -2) }
const S: Tensor = { name: 's', datatype: 'BYTES', shape: [1], data: ['hi'] }
const MODEL = { name: 'm', version: 'v1.0.0' }

const render = (binary: readonly boolean[], id?: string) =>
  renderInferResponse(
    MODEL,
    {
      id,
      inputs: [],
      outputs: [
        { name: 'y', binary: binary[0] === true },
        { name: 's', binary: binary[1] === true },
      ],
      timeoutMs: undefined,
    },
    [Y, S],
  )

it('renderInferResponse() writes JSON to the byte', () => {
  const { headers, body } = render([false, false], 'a"b')
  expect(headers).toEqual({ 'content-type': 'application/json' })
  expect(Buffer.concat(body).toString()).toBe(
    '{"model_name":"m","model_version":"v1.0.0","id":"a\\"b","outputs":[' +
      '{"name":"y","datatype":"FP32","shape":[1,2],"data":[1.5,-2]},' +
      '{"name":"s","datatype":"BYTES","shape":[1],"data":["hi"]}]}',
  )
})

it('renderInferResponse() puts binary outputs behind the JSON, in their order, and says how long the JSON is', () => {
  const { headers, body } = render([true, true])
  const [head, ...blobs] = body
  expect(headers).toEqual({
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(head?.length),
  })
  expect(JSON.parse(Buffer.from(head ?? []).toString()).outputs).toEqual([
    { name: 'y', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
    { name: 's', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 6 } },
  ])
  expect(Buffer.concat(blobs).toString('hex')).toBe('0000c03f000000c0020000006869')
})

it('renderInferResponse() mixes both', () => {
  const { body } = render([false, true])
  expect(JSON.parse(Buffer.from(body[0] ?? []).toString()).outputs[0].data).toEqual([1.5, -2])
  expect(body).toHaveLength(2)
})
