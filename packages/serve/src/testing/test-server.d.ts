import { type Digest, type Golden } from '@slipway/core';
import { type Limits } from '../limits.ts';
import { type RunningServer } from '../start-server.ts';
/** A model to serve in a test; the digest is that of the bytes unless the test says otherwise. */
export interface TestModel {
    readonly name: string;
    readonly version: string;
    readonly bytes: Uint8Array;
    readonly digest?: Digest;
    readonly stage?: string;
    readonly golden?: readonly Golden[];
}
export interface TestServer {
    readonly server: RunningServer;
    readonly url: string;
    readonly folder: string;
    readonly log: string[];
    /** Makes these the desired models, and waits until they serve or failed. */
    deploy(...models: readonly TestModel[]): Promise<void>;
    /** Process id of the runner that was started last for this version. */
    runnerPid(version: string): number;
    infer(model: string, request: object, headers?: Record<string, string>): Promise<Response>;
}
/** A real server on loopback, with real runners, that follows a desired-state file in a folder of its own. */
export declare function testServer(options?: {
    readonly limits?: Partial<Limits>;
    readonly clock?: () => number;
}): Promise<TestServer>;
