import type { Dim } from '../model-info.ts'
import { type Element, makeModel } from './make-model.ts'

/** y = x, of any element type and shape. */
export function identityModel(element: Element, dims: readonly Dim[] = ['batch', 2]): Uint8Array {
  return makeModel({
    inputs: [{ name: 'x', element, dims }],
    outputs: [{ name: 'y', element, dims }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  })
}

/** y = x + amount on FP32 [batch, 2]: one number tells which version answered. */
export function addModel(amount: number): Uint8Array {
  return makeModel({
    inputs: [{ name: 'x', dims: ['batch', 2] }],
    outputs: [{ name: 'y', dims: ['batch', 2] }],
    nodes: [{ op: 'Add', inputs: ['x', 'amount'], outputs: ['y'] }],
    initializers: [
      { name: 'amount', element: 'FP32', dims: [1], raw: new Uint8Array(Float32Array.of(amount).buffer) },
    ],
  })
}

/** sum = a + b and difference = a - b on INT32 [batch, 16], like Triton's "simple". */
export function sumModel(): Uint8Array {
  const dims = ['batch', 16]
  const value = (name: string) => ({ name, element: 'INT32', dims }) as const
  return makeModel({
    inputs: [value('a'), value('b')],
    outputs: [value('sum'), value('difference')],
    nodes: [
      { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
      { op: 'Sub', inputs: ['a', 'b'], outputs: ['difference'] },
    ],
  })
}

/** y = x - mean of the batch: has a symbolic first axis, and yet its rows depend on each other. */
export function centredModel(): Uint8Array {
  return makeModel({
    inputs: [{ name: 'x', dims: ['batch', 2] }],
    outputs: [{ name: 'y', dims: ['batch', 2] }],
    nodes: [
      { op: 'ReduceMean', inputs: ['x'], outputs: ['mean'], attributes: { axes: [0], keepdims: 1 } },
      { op: 'Sub', inputs: ['x', 'mean'], outputs: ['y'] },
    ],
  })
}

/** A classifier's tail as skl2onnx writes it: the tensor, and the maps that the runtime cannot hand over. */
export function zipMapModel(options: { readonly tensor: boolean }): Uint8Array {
  return makeModel({
    inputs: [{ name: 'x', dims: ['batch', 2] }],
    outputs: [
      ...(options.tensor ? [{ name: 'scores', dims: ['batch', 2] }] : []),
      { name: 'probabilities', maps: true },
    ],
    nodes: [
      { op: 'Identity', inputs: ['x'], outputs: ['scores'] },
      {
        op: 'ZipMap',
        domain: 'ai.onnx.ml',
        inputs: ['scores'],
        outputs: ['probabilities'],
        attributes: { classlabels_int64s: [0, 1] },
      },
    ],
  })
}

/** y = trace-like sum of an n×n product, n being the input: takes as long as the request wants. */
export function slowModel(): Uint8Array {
  return makeModel({
    inputs: [{ name: 'n', element: 'INT64', dims: [2] }],
    outputs: [{ name: 'y', dims: [] }],
    nodes: [
      {
        op: 'ConstantOfShape',
        inputs: ['n'],
        outputs: ['matrix'],
        attributes: {
          value: { name: 'one', element: 'FP32', dims: [1], raw: new Uint8Array(Float32Array.of(1).buffer) },
        },
      },
      { op: 'MatMul', inputs: ['matrix', 'matrix'], outputs: ['product'] },
      { op: 'ReduceSum', inputs: ['product'], outputs: ['y'], attributes: { keepdims: 0 } },
    ],
  })
}

/** p = sigmoid(x · weights + bias) on FP32 [batch, features]: a logistic regression. */
export function logisticModel(weights: readonly number[], bias: number): Uint8Array {
  const raw = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer)
  return makeModel({
    inputs: [{ name: 'features', dims: ['batch', weights.length] }],
    outputs: [{ name: 'p', dims: ['batch', 1] }],
    nodes: [
      { op: 'MatMul', inputs: ['features', 'weights'], outputs: ['product'] },
      { op: 'Add', inputs: ['product', 'bias'], outputs: ['logit'] },
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['p'] },
    ],
    initializers: [
      { name: 'weights', element: 'FP32', dims: [weights.length, 1], raw: raw(weights) },
      { name: 'bias', element: 'FP32', dims: [1], raw: raw([bias]) },
    ],
  })
}
