import { type BigIntStats } from 'node:fs';
import type { Digest } from '@slipway/core';
import type { Tick } from './scratch.ts';
/**
 * What identifies the state of a file without reading it: inode, size, times and the executable bit. No evidence of
 * content by itself; only an entry of this index says that a file in this very state was read.
 */
export declare function stampOf(stats: BigIntStats): string;
export declare function isExecutable(stats: BigIntStats): boolean;
/**
 * Digests of the files of one target, so that unchanged files are not read again. A cache: losing it costs time only,
 * and of two writers the last one's stays.
 */
export declare class VerifiedIndex {
    #private;
    private constructor();
    /** A missing or damaged file is an empty index. */
    static load(file: string): VerifiedIndex;
    /** The digest of a file that is in the state in which it was read; it is kept for the next time. */
    find(path: string, stats: BigIntStats): Digest | undefined;
    /**
     * Notes what a file held.
     * @param tick from before the file was looked at; a file that changed since then could change once more without a new
     *   time, so it is not noted, and read again the next time
     */
    note(path: string, stats: BigIntStats, oid: Digest, tick: Tick): void;
    /**
     * Writes the entries that were found or noted since load(), where they differ from those before.
     * @param staging folder for the unfinished file
     */
    save(staging: string): void;
}
