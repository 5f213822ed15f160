import type { Tensor } from '@slipway/onnx'
import { renderBinaryData } from './binary-tensor.ts'
import type { InferRequest } from './infer-request.ts'
import { renderJsonData } from './json-tensor.ts'

export const HEADER_LENGTH = 'inference-header-content-length'

export interface InferResponse {
  readonly headers: Readonly<Record<string, string>>
  /** To be sent one after the other. */
  readonly body: readonly Uint8Array[]
}

/**
 * The answer to an inference request: JSON, and behind it the tensors that were wanted as bytes.
 *
 * @param tensors in the order of `request.outputs`
 */
export function renderInferResponse(
  model: { readonly name: string; readonly version: string },
  request: InferRequest,
  tensors: readonly Tensor[],
): InferResponse {
  const blobs: Uint8Array[] = []
  const outputs = tensors.map((tensor, index) => {
    const { name, datatype, shape, data } = tensor
    const head = `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join(',')}]`
    if (!request.outputs[index]?.binary) return `${head},"data":${renderJsonData(datatype, data)}}`
    const blob = renderBinaryData(data)
    blobs.push(blob)
    return `${head},"parameters":{"binary_data_size":${blob.length}}}`
  })
  const json = Buffer.from(
    `{"model_name":${JSON.stringify(model.name)},"model_version":${JSON.stringify(model.version)},` +
      `${request.id === undefined ? '' : `"id":${JSON.stringify(request.id)},`}"outputs":[${outputs.join(',')}]}`,
  )
  if (blobs.length === 0) return { headers: { 'content-type': 'application/json' }, body: [json] }
  return {
    headers: { 'content-type': 'application/octet-stream', [HEADER_LENGTH]: String(json.length) },
    body: [json, ...blobs],
  }
}
