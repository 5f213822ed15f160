/** A folder of its own inside `parent`, for what is not finished; what killed processes left there a day ago goes. */
export declare function openScratch(parent: string): string;
/** Removes it with all that is in it; what cannot be removed now is cleared away another day. */
export declare function removeScratch(folder: string): void;
/** A moment by the clock of a file system: what is written there from now on has no earlier time. */
export interface Tick {
    readonly dev: bigint;
    readonly ns: bigint;
}
/** Asks the file system of a folder for its time, which on a network is not ours. */
export declare function readTick(folder: string): Tick;
