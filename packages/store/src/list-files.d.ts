/**
 * Paths of all files below a folder, in the order of a tree; empty folders are passed over.
 * @throws store/file-unstorable for a link, a socket or pipe, a name that a tree cannot hold, and two names that differ
 *   only in case: before anything was read
 */
export declare function listFiles(folder: string): string[];
/** What stands at a path, when it can be stored. @throws store/target-missing, store/file-unstorable */
export declare function targetKind(path: string): 'file' | 'folder';
