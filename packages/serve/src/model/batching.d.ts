import { type Tensor } from '@slipway/onnx';
/** Rows of a request: the size of the first axis, where all its tensors agree on one; else undefined. */
export declare function rowsOf(tensors: readonly Tensor[]): number | undefined;
/** Requests with the same key can be stacked: the same names, datatypes and sizes of all axes but the first. */
export declare function batchKeyOf(tensors: readonly Tensor[], outputs: readonly string[]): string;
/** Stacks requests that have the same key. */
export declare function stackRows(requests: readonly (readonly Tensor[])[]): readonly Tensor[];
/**
 * Hands every request its rows of the results; views, not copies.
 *
 * @returns undefined where a result does not have as many rows as went in: the model's rows are no rows
 */
export declare function splitRows(results: readonly Tensor[], rows: readonly number[]): readonly (readonly Tensor[])[] | undefined;
