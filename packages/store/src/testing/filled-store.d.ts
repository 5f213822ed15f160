import { type Digest, type Output } from '@slipway/core';
import { Store } from '../store.ts';
import { MemoryBackend } from './memory-backend.ts';
export interface FilledStore {
    readonly backend: MemoryBackend;
    readonly store: Store;
    /** The tree of all its files. */
    readonly output: Output;
    oidOf(path: string): Digest;
}
/** Files for a test: small ones, two of the same content, one that is streamed. */
export declare const SAMPLE_FILES: Readonly<Record<string, Uint8Array>>;
/** A store in memory that holds a tree of these files. */
export declare function fillStore(files?: Readonly<Record<string, Uint8Array>>): Promise<FilledStore>;
