import { type Digest, type Output } from '@slipway/core';
import type { Store } from './store.ts';
/** One object that a store does not have as it should. */
export interface ObjectProblem {
    /** Of the file below the output; empty for the output itself. */
    readonly path: string;
    readonly oid: Digest;
    readonly problem: 'missing' | 'corrupt';
}
export interface Verification {
    readonly objects: number;
    readonly bytes: number;
    readonly problems: readonly ObjectProblem[];
}
export interface VerifyOptions {
    /** Read and hash every object, not only look at its size. */
    readonly deep: boolean;
    readonly progress?: ((bytes: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
}
/** Looks whether a store holds an output whole, and names everything that it does not. */
export declare function verifyOutput(store: Store, output: Output, options: VerifyOptions): Promise<Verification>;
