import { onnxError } from './error.ts'
import { type ModelInfo, shapeOf, type ValueInfo } from './model-info.ts'
import type { TensorSpec } from './tensor.ts'

/** What a request brings and an answer holds. */
export interface Signature {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
}

/**
 * The part of a model that can be asked over the protocol: all its inputs, and those outputs that are tensors. The
 * maps that ZipMap makes are left out, as the runtime cannot hand them over.
 *
 * @throws onnx/model-unsupported where an input cannot be sent, or no output be read
 */
export function signatureOf(info: ModelInfo): Signature {
  const outputs = info.outputs.flatMap(specOf)
  if (outputs.length === 0) {
    throw onnxError(
      'onnx/model-unsupported',
      `Cannot use model: its outputs are ${list(info.outputs)}; expected one that is a tensor`,
      {
        hint: 'Export a classifier without ZipMap: skl2onnx takes options={"zipmap": False}',
      },
    )
  }
  const refused = info.inputs.filter((input) => input.datatype === undefined)
  if (refused.length > 0) {
    throw onnxError(
      'onnx/model-unsupported',
      `Cannot use model: it wants ${list(refused)}; expected tensors of a type that the protocol has`,
    )
  }
  return { inputs: info.inputs.flatMap(specOf), outputs }
}

function specOf(value: ValueInfo): readonly TensorSpec[] {
  return value.datatype === undefined
    ? []
    : [{ name: value.name, datatype: value.datatype, shape: shapeOf(value) }]
}

function list(values: readonly ValueInfo[]): string {
  return values.map((value) => `"${value.name}" ${value.type}`).join(', ')
}
