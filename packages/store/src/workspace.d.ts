import { type Output, type TreeBundle, type TreeFile } from '@slipway/core';
import type { ObjectSource } from './object-source.ts';
import type { Store } from './store.ts';
import type { Transferred } from './transfer.ts';
/** What a target in the workspace is, down to each file. */
export interface Snapshot {
    readonly output: Output;
    readonly files: number;
    /** Of a folder. */
    readonly bundle?: TreeBundle;
    /** In path order; the path of a single file is empty. */
    readonly list: readonly TreeFile[];
}
export interface SavedSnapshot extends Snapshot, Transferred {
}
type Progress = (bytes: number) => void;
/** Files and folders of a work tree as outputs: named by content, saved into a store, restored from one. */
export declare class Workspace {
    #private;
    readonly root: string;
    private constructor();
    /** Makes `.slipway/`, which Git ignores, in the root folder. @throws store/write-failed */
    static open(root: string, options?: {
        signal?: AbortSignal;
    }): Promise<Workspace>;
    /**
     * Names a file or folder by its content; files that did not change since they were last read are not read again.
     * @param path relative to the root
     * @throws store/target-missing, store/file-unstorable, store/file-changed
     */
    hash(path: string, progress?: Progress): Promise<Snapshot>;
    /**
     * Copies a file or folder into a store and names it. Each object holds the bytes that were hashed, also when a file
     * changes meanwhile: then the call fails, and no tree is written.
     * @throws store/target-missing, store/file-unstorable, store/file-changed, store/write-failed
     */
    save(path: string, store: Store, progress?: Progress): Promise<SavedSnapshot>;
    /** Whether a target is there and is this output. @throws store/file-changed */
    matches(path: string, output: Output): Promise<boolean>;
    /**
     * Makes a target be an output exactly: files that do not belong go, files that match stay. It is built aside from
     * verified objects and moved in when it is whole, so whatever happens the target is the old or the new one.
     * @throws store/object-missing, store/object-corrupt, store/file-unstorable, store/write-failed
     */
    restore(path: string, output: Output, source: ObjectSource, progress?: Progress): Promise<void>;
    /**
     * Writes a small file in the work tree in one step; what a crash leaves of it lies where Git does not look.
     * @param path relative to the root; its folder has to be there
     * @throws store/write-failed, store/file-unstorable
     */
    replaceFile(path: string, content: string): void;
}
export {};
