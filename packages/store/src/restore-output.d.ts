import { type BigIntStats } from 'node:fs';
import { type Digest, type Output, type TreeFile } from '@slipway/core';
import type { ObjectSource } from './object-source.ts';
import type { Pacer } from './pacer.ts';
/** A file of the old target, in the state in which it was read. */
export interface Reusable {
    readonly file: string;
    readonly kind: TreeFile['kind'];
    readonly oid: Digest;
    readonly stats: BigIntStats;
}
interface BuildInput {
    readonly output: Output;
    readonly source: ObjectSource;
    /** Where to build: nothing is there yet. */
    readonly next: string;
    /** By path below the target. */
    readonly reusable: ReadonlyMap<string, Reusable>;
    readonly pacer: Pacer;
    readonly progress: ((bytes: number) => void) | undefined;
}
/** Writes an output from verified objects, and from files of the old target that are the same; gives each file's state. */
export declare function buildOutput(input: BuildInput): Promise<ReadonlyMap<string, {
    oid: Digest;
    stats: BigIntStats;
}>>;
/**
 * Moves what was built to the target, and what was there into `scratch`. Another process may do the same at the same
 * moment; whoever comes last has the last word.
 */
export declare function swapIn(next: string, target: string, scratch: string): void;
export {};
