import type { Runtime } from './find-runtime.ts';
import { Runner } from './runner.ts';
export interface RunnerOptions {
    readonly modelFile: string;
    readonly runtime: Runtime;
    /** Threads of one run; default 1. */
    readonly threads?: number;
    /** Default 120,000: large models take long to optimise. */
    readonly loadTimeoutMs?: number;
    /** Default 256 MiB. */
    readonly maxOutputBytes?: number;
    /** The runner's program; default: found beside this module. */
    readonly entry?: string;
    readonly signal?: AbortSignal;
}
/**
 * Starts a process that holds one session of one model: no token, no home, no network where the machine can keep it
 * away, no telemetry. A process and not a thread, because a run cannot be stopped in any other way.
 *
 * @throws onnx/load-failed where the runtime refuses the model
 * @throws onnx/run-timeout, onnx/runner-died
 */
export declare function openRunner(options: RunnerOptions): Promise<Runner>;
