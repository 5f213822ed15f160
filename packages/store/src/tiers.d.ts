import { type Digest, SlipwayError, type TreeBundle } from '@slipway/core';
import type { FileOptions, ObjectSource } from './object-source.ts';
import type { Store } from './store.ts';
/**
 * Several stores behind each other, each a cache of those after it: an object that is missing or damaged in one comes
 * from the next, and the damaged copy is mended.
 */
export declare class Tiers implements ObjectSource {
    #private;
    constructor(stores: readonly Store[]);
    readBytes(oid: Digest): Promise<Uint8Array>;
    readToFile(oid: Digest, target: string, options?: FileOptions): Promise<void>;
    readTree(root: Digest): Promise<TreeBundle>;
}
/** True when a store does not have the object, or has it damaged: another may have it. */
export declare function isLacking(error: unknown): error is SlipwayError;
