import { type TreeBundle, type TreeFile } from '@slipway/core';
/**
 * The tree of files with these paths; folders without a file do not exist in it.
 * @throws core/tree-unstorable for names that a tree cannot hold
 */
export declare function treeOf(files: Iterable<TreeFile>): TreeBundle & {
    readonly bytes: number;
};
