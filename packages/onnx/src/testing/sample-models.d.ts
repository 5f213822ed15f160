import type { Dim } from '../model-info.ts';
import { type Element } from './make-model.ts';
/** y = x, of any element type and shape. */
export declare function identityModel(element: Element, dims?: readonly Dim[]): Uint8Array;
/** y = x + amount on FP32 [batch, 2]: one number tells which version answered. */
export declare function addModel(amount: number): Uint8Array;
/** sum = a + b and difference = a - b on INT32 [batch, 16], like Triton's "simple". */
export declare function sumModel(): Uint8Array;
/** y = x - mean of the batch: has a symbolic first axis, and yet its rows depend on each other. */
export declare function centredModel(): Uint8Array;
/** A classifier's tail as skl2onnx writes it: the tensor, and the maps that the runtime cannot hand over. */
export declare function zipMapModel(options: {
    readonly tensor: boolean;
}): Uint8Array;
/** y = trace-like sum of an n×n product, n being the input: takes as long as the request wants. */
export declare function slowModel(): Uint8Array;
