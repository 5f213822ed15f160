import type { Digest } from '@slipway/core';
export type ModelState = 'LOADING' | 'WARMING' | 'READY' | 'DRAINING' | 'UNAVAILABLE';
/** How one version of a model is doing; without version and digest where it is not known which should be served. */
export interface ModelStatus {
    readonly name: string;
    readonly version: string;
    readonly digest: Digest | null;
    readonly stage: string;
    readonly state: ModelState;
    /** Why it is not ready; "" otherwise. */
    readonly reason: string;
}
