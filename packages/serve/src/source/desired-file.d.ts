import { type Digest } from '@slipway/core';
import { type ByteSource } from '../model/byte-source.ts';
import type { DesiredSource } from '../model/desired-model.ts';
/** Opens bytes by digest in the store that the file names; the folder is what a relative address is relative to. */
export type StoreSource = (store: string, digest: Digest, folder: string) => ByteSource;
/**
 * Follows a desired-state file. It is read in full every time, golden files too: what counts is content, so a change
 * that left size and time alone is seen, and one that only touched the file does nothing.
 */
export declare function desiredFile(path: string, storeSource: StoreSource): DesiredSource;
