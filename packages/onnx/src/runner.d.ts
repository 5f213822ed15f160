import type { ChildProcess } from 'node:child_process';
import type { SlipwayError } from '@slipway/core';
import type { LoadOrder } from './runner-messages.ts';
import type { Tensor } from './tensor.ts';
export interface RunOptions {
    /** Names of the outputs to compute and hand over. */
    readonly outputs: readonly string[];
    /** From the moment that the process starts on it. */
    readonly timeoutMs: number;
}
/** A session in a process of its own. It runs one request after the other, and ends for good when one takes too long. */
export declare class Runner {
    #private;
    readonly network: 'isolated' | 'not isolated';
    /** Settles once, when the process is gone: with the reason, or with nothing if it was closed. */
    readonly ended: Promise<SlipwayError | undefined>;
    constructor(child: ChildProcess, facts: {
        readonly modelFile: string;
        readonly network: 'isolated' | 'not isolated';
    });
    /** The process; for the log, and for tests. */
    get pid(): number | undefined;
    get alive(): boolean;
    /** @throws onnx/load-failed, onnx/run-timeout, onnx/runner-died */
    load(order: LoadOrder, timeoutMs: number): Promise<void>;
    /**
     * Runs the model once. Feeds are not checked here: names, types and shapes are the caller's affair.
     *
     * @throws onnx/run-failed where the model or the runtime refuses; the runner lives on
     * @throws onnx/run-timeout after which the runner is gone
     * @throws onnx/runner-died
     */
    run(feeds: readonly Tensor[], options: RunOptions): Promise<readonly Tensor[]>;
    /** Ends the process at once; what it was asked fails with this reason. It holds nothing that could be lost. */
    kill(reason: SlipwayError): void;
    /** Ends the process and waits until it is gone. */
    close(): Promise<void>;
}
