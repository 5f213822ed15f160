import { type BigIntStats } from 'node:fs';
import { type Digest } from '@slipway/core';
/**
 * Files up to this size are read by synchronous calls into one buffer: of 3 KB files, 110,000 in a CPU-second against
 * 11,000 through the thread pool (measured on Node 20). Larger ones are streamed, so that nothing else has to wait.
 */
export declare const SMALL_BYTES: number;
export interface HashedFile {
    readonly oid: Digest;
    readonly bytes: number;
    /** The file as it was before and after it was read. */
    readonly stats: BigIntStats;
    /** The bytes that were hashed, where they were asked for and the file is small. */
    readonly content: Uint8Array | undefined;
}
export interface HashOptions {
    /** Keep the bytes of a small file. */
    readonly keep?: boolean;
    readonly progress?: ((bytes: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
}
/**
 * Reads a regular file once and names its content.
 * @throws store/target-missing, store/file-unstorable, store/file-changed when it does not stay the same meanwhile
 */
export declare function hashFile(path: string, options?: HashOptions): Promise<HashedFile>;
export declare function fileChanged(path: string): Error;
