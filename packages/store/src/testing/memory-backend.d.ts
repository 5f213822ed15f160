import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts';
/** A backend in memory, for tests; `objects` is all it holds, to look at and to damage. */
export declare class MemoryBackend implements Backend {
    #private;
    readonly url: string;
    readonly objects: Map<string, Uint8Array<ArrayBufferLike>>;
    constructor(name?: string);
    size(path: string): Promise<number | undefined>;
    read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
    putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'>;
    put(path: string, content: Content): Promise<void>;
    list(prefix: string): AsyncIterable<ListedObject>;
    delete(path: string): Promise<void>;
}
