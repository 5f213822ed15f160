import { arrayTypeOf, elementCount, type Signature, type TensorSpec } from '@slipway/onnx'
import type { Limits } from '../limits.ts'
import { parseBinaryData } from './binary-tensor.ts'
import type { InferRequest } from './infer-request.ts'
import { requestError } from './request-error.ts'

/**
 * Reads a raw binary request: the body is the one input's bytes, and every output comes back binary. Allowed where the
 * shape follows from the bytes: one input, and at most one size that the request chooses.
 *
 * @throws serve/request-invalid
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md#raw-binary-request
 */
export function parseRawRequest(bytes: Uint8Array, signature: Signature, limits: Limits): InferRequest {
  const [input, ...others] = signature.inputs
  if (input === undefined || others.length > 0) {
    throw requestError(
      'a raw binary request to a model with several inputs',
      'a model with one input, or JSON in front',
    )
  }
  const shape = shapeOfBytes(bytes.length, input)
  if (elementCount(shape) > limits.elements) {
    throw requestError('the body has too many elements', `at most ${limits.elements}`)
  }
  const data = parseBinaryData(bytes, input.datatype, elementCount(shape), 'the body')
  return {
    id: undefined,
    inputs: [{ ...input, shape, data }],
    outputs: signature.outputs.map(({ name }) => ({ name, binary: true })),
    timeoutMs: undefined,
  }
}

function shapeOfBytes(bytes: number, input: TensorSpec): readonly number[] {
  const size = arrayTypeOf(input.datatype)?.BYTES_PER_ELEMENT
  const open = input.shape.filter((axis) => axis === -1).length
  // The number of texts does not follow from their bytes, so there may be one only.
  if (size === undefined) {
    if (elementCount(input.shape.map(Math.abs)) === 1) return input.shape.map(Math.abs)
    throw requestError(
      `a raw binary request for "${input.name}" of BYTES`,
      'an input of one element, or JSON in front',
    )
  }
  const fixed = elementCount(input.shape.filter((axis) => axis !== -1))
  if (open > 1 || fixed === 0) {
    throw requestError(
      `a raw binary request for "${input.name}" [${input.shape}]`,
      'a shape with at most one -1, or JSON in front',
    )
  }
  const rows = bytes / (fixed * size)
  if (!Number.isInteger(rows)) {
    throw requestError(
      `the body has ${bytes} bytes`,
      `a multiple of ${fixed * size}, the size of [${input.shape}]`,
    )
  }
  return input.shape.map((axis) => (axis === -1 ? rows : axis))
}
