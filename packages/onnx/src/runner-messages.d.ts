import type { Tensor } from './tensor.ts';
export interface LoadOrder {
    readonly type: 'load';
    /** Folder of onnxruntime-node. */
    readonly runtime: string;
    readonly modelFile: string;
    readonly threads: number;
    /** Larger answers are refused in the runner, before they are copied. */
    readonly maxOutputBytes: number;
}
export interface RunOrder {
    readonly type: 'run';
    readonly feeds: readonly Tensor[];
    readonly outputs: readonly string[];
}
export type ToRunner = {
    readonly id: number;
    readonly order: LoadOrder | RunOrder;
};
/** The answer to the order of that id: tensors (none for a load), or why not. */
export type FromRunner = {
    readonly id: number;
    readonly tensors: readonly Tensor[];
} | {
    readonly id: number;
    readonly refused: string;
};
