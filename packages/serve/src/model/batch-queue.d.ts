import type { Tensor } from '@slipway/onnx';
export type Execute = (inputs: readonly Tensor[], outputs: readonly string[]) => Promise<readonly Tensor[]>;
export interface QueueOptions {
    /** Runs the model once. Called again only when it has settled. */
    readonly execute: Execute;
    /** Whether rows of different requests may share a run. */
    readonly batching: boolean;
    readonly batchRows: number;
    readonly queueRows: number;
}
/** What waits for its turn, or for the run it is in. */
export interface Ticket {
    readonly result: Promise<readonly Tensor[]>;
    /** The client went away: a request that still waits is dropped. */
    cancel(): void;
}
/**
 * The line in front of one model. A run takes as many waiting rows as fit, without ever waiting for more: at rest a
 * request goes at once, under load batches grow by themselves. Bounded by rows, and every request has a deadline that
 * holds whatever the runner does.
 */
export declare class BatchQueue {
    #private;
    constructor(options: QueueOptions);
    /**
     * @throws serve/queue-full at once
     * The ticket's result fails with serve/deadline-passed, serve/client-gone, or what the run failed with.
     */
    submit(inputs: readonly Tensor[], outputs: readonly string[], deadlineMs: number): Ticket;
    /** Resolves when nothing waits and nothing runs. */
    drain(): Promise<void>;
}
