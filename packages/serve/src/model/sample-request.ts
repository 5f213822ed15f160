import { arrayTypeOf, elementCount, type Tensor, type TensorSpec } from '@slipway/onnx'

/**
 * A request made up from the signature, for models that were released without golden cases: enough to warm up, and to
 * try whether rows depend on each other. Its values mean nothing.
 *
 * @param rows size of the first axis where the request chooses it; other open axes have size 1
 * @param seed another seed, other values
 */
export function sampleRequest(inputs: readonly TensorSpec[], rows: number, seed: number): readonly Tensor[] {
  return inputs.map((spec, index) => {
    const shape = spec.shape.map((size, axis) => (size !== -1 ? size : axis === 0 ? rows : 1))
    return { ...spec, shape, data: sampleData(spec, elementCount(shape), seed + index * 7) }
  })
}

function sampleData(spec: TensorSpec, count: number, seed: number): Tensor['data'] {
  const ArrayType = arrayTypeOf(spec.datatype)
  if (ArrayType === undefined)
    return Array.from({ length: count }, (_, i) => String.fromCharCode(97 + ((seed + i) % 26)))
  const data = new ArrayType(count)
  for (let i = 0; i < count; i++) {
    const step = (seed * 31 + i * 17) % 101
    // Small numbers: whole ones may be indices into a table of unknown length. FP16 gets bits of 1 and 0.
    if (data instanceof Float32Array || data instanceof Float64Array) data[i] = step / 50 - 1
    else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(step % 2)
    else data[i] = spec.datatype === 'FP16' ? (step % 2) * 0x3c00 : step % 2
  }
  return data
}
