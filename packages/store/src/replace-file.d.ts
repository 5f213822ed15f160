/**
 * Writes a small file so that a reader, or a crash, sees the old one or the new one and nothing between; an existing
 * file keeps its mode.
 * @param staging folder of the same file system for the unfinished file, which a crash leaves there
 * @throws store/write-failed
 */
export declare function replaceFile(path: string, content: string | Uint8Array, staging?: string): void;
