import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts';
export type Operation = 'size' | 'read' | 'putIfAbsent' | 'put' | 'list' | 'delete';
/** Passes everything on, and tells the test of each call before it happens; what the hook throws, the call throws. */
export declare class HookedBackend implements Backend {
    #private;
    readonly url: string;
    constructor(backend: Backend, hook: (operation: Operation, path: string) => void);
    size(path: string): Promise<number | undefined>;
    read(path: string, range?: ByteRange): AsyncIterable<Uint8Array>;
    putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'>;
    put(path: string, content: Content): Promise<void>;
    list(prefix: string): AsyncIterable<ListedObject>;
    delete(path: string): Promise<void>;
}
