import type { ModelInfo, Tensor } from '@slipway/onnx';
import type { Execute } from './batch-queue.ts';
/** Whether rows of different requests may share a run, and why not. */
export type Batching = {
    readonly on: true;
} | {
    readonly on: false;
    readonly reason: string;
};
/**
 * Finds out whether a model's rows are independent: its first axes must be open and the same, and samples must get the
 * same answers together as alone. A model with a batch normalisation left in training mode, or one that takes time
 * along its first axis, fails this and is served request by request.
 *
 * @param samples at least two requests that differ; each with its own rows
 */
export declare function probeBatching(info: ModelInfo, outputs: readonly string[], samples: readonly (readonly Tensor[])[], execute: Execute): Promise<Batching>;
