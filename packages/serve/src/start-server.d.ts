import type { Runtime } from '@slipway/onnx';
import { type Limits } from './limits.ts';
import type { DesiredSource } from './model/desired-model.ts';
import type { ModelStatus } from './model/model-status.ts';
export interface ServerOptions {
    readonly host: string;
    /** 0 for any that is free. */
    readonly port: number;
    readonly source: DesiredSource;
    readonly pollMs: number;
    /** Folder of verified model files; made where it is not there. */
    readonly cacheFolder: string;
    readonly runtime: Runtime;
    readonly limits?: Limits;
    /** Milliseconds, from any start: when a load that failed is tried again. */
    readonly clock?: () => number;
    /** One line at a time. */
    readonly log: (line: string) => void;
}
export interface RunningServer {
    readonly url: string;
    readonly port: number;
    readonly ready: boolean;
    /** Why the desired state could not be read the last time; "" where it could. */
    readonly problem: string;
    /** Resolves when what was desired at the start serves, or failed. */
    readonly settled: Promise<void>;
    statuses(): readonly ModelStatus[];
    /** Asks the source now; resolves when what it says serves, or failed. */
    poll(): Promise<void>;
    /** Not ready from now on; resolves when everything is answered and every process gone. */
    close(): Promise<void>;
}
/**
 * Starts a server of the Open Inference Protocol that follows a desired state. It listens and is live at once; it is
 * ready when every model has a version that serves.
 *
 * @throws serve/address-unusable
 */
export declare function startServer(options: ServerOptions): Promise<RunningServer>;
