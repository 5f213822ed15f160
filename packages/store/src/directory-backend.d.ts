import type { Backend, ByteRange, Content, ListedObject } from './backend.ts';
/** A store in a folder of this machine or of a network file system; needs hard links and no locks. */
export declare class DirectoryBackend implements Backend {
    #private;
    readonly url: string;
    private constructor();
    /**
     * The folder may be missing, but not the one around it: a mount point without its mount must not fill up.
     * @throws store/foreign-folder when it holds something else than a store
     */
    static open(root: string): DirectoryBackend;
    size(path: string): Promise<number | undefined>;
    read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
    putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'>;
    put(path: string, content: Content): Promise<void>;
    list(prefix: string): AsyncIterable<ListedObject>;
    delete(path: string): Promise<void>;
    localFile(path: string): string;
}
