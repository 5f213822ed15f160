import { type Tensor, type TensorSpec } from '@slipway/onnx';
/**
 * A request made up from the signature, for models that were released without golden cases: enough to warm up, and to
 * try whether rows depend on each other. Its values mean nothing.
 *
 * @param rows size of the first axis where the request chooses it; other open axes have size 1
 * @param seed another seed, other values
 */
export declare function sampleRequest(inputs: readonly TensorSpec[], rows: number, seed: number): readonly Tensor[];
