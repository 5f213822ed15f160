import { type Output } from '@slipway/core';
import type { Store } from './store.ts';
/** How many objects, and their bytes. */
export interface Amount {
    readonly objects: number;
    readonly bytes: number;
}
export interface Transferred {
    readonly moved: Amount;
    /** What the receiving store had already. */
    readonly present: Amount;
}
/**
 * Copies an output from the first store that has it whole to another one, blobs before the tree, so that a tree never
 * promises what is not there. Only what is missing moves; an object of a wrong size is replaced.
 * @param progress told the bytes of each object, moved or present
 * @throws store/object-missing, store/object-corrupt when no source has an object whole, store/write-failed
 */
export declare function transfer(output: Output, from: readonly Store[], to: Store, progress?: (bytes: number) => void, signal?: AbortSignal): Promise<Transferred>;
