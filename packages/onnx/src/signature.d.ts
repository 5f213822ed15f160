import { type ModelInfo } from './model-info.ts';
import type { TensorSpec } from './tensor.ts';
/** What a request brings and an answer holds. */
export interface Signature {
    readonly inputs: readonly TensorSpec[];
    readonly outputs: readonly TensorSpec[];
}
/**
 * The part of a model that can be asked over the protocol: all its inputs, and those outputs that are tensors. The
 * maps that ZipMap makes are left out, as the runtime cannot hand them over.
 *
 * @throws onnx/model-unsupported where an input cannot be sent, or no output be read
 */
export declare function signatureOf(info: ModelInfo): Signature;
