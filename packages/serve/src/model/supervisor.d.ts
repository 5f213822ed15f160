import type { Runner, RunOptions, Tensor } from '@slipway/onnx';
/** What the supervisor needs of a runner; the real one is a process. */
export type SupervisedRunner = Pick<Runner, 'run' | 'ended' | 'close'>;
export interface SupervisorOptions {
    /** Starts a runner with the verified file. Called again for every replacement. */
    readonly open: (signal: AbortSignal) => Promise<SupervisedRunner>;
    readonly log: (line: string) => void;
}
/**
 * Keeps one runner alive. One that dies is replaced at once, and when that one dies too without having answered anything,
 * after a pause that doubles; a run that comes meanwhile waits for the replacement.
 */
export declare class Supervisor {
    #private;
    private constructor();
    /** @throws what `open` throws: the first start is not tried again */
    static start(options: SupervisorOptions, signal: AbortSignal): Promise<Supervisor>;
    /** Whether there is a runner at this moment. */
    get up(): boolean;
    /** @throws onnx/run-failed, onnx/run-timeout, onnx/runner-died; serve/model-not-ready when closed */
    run(inputs: readonly Tensor[], options: RunOptions): Promise<readonly Tensor[]>;
    close(): Promise<void>;
}
