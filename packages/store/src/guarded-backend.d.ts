import type { Backend, ByteRange, Content, ListedObject } from './backend.ts';
/** Checks the version of a store, or marks a new one, before the first change goes to the backend behind it. */
export declare class GuardedBackend implements Backend {
    #private;
    readonly url: string;
    readonly localFile?: (path: string) => string;
    constructor(backend: Backend);
    size(path: string): Promise<number | undefined>;
    read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
    /** @throws store/format-unknown, like every change */
    putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'>;
    put(path: string, content: Content): Promise<void>;
    list(prefix: string): AsyncIterable<ListedObject>;
    delete(path: string): Promise<void>;
}
