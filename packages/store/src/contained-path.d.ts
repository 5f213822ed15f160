/**
 * The absolute path of a target inside a workspace. No step of it may be a symbolic link, which could lead out again.
 * @throws store/file-unstorable
 */
export declare function containedPath(root: string, path: string): string;
