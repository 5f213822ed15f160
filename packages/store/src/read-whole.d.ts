/** All bytes of a stream. */
export declare function readWhole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array>;
/** All bytes of a stream, as UTF-8. */
export declare function readText(chunks: AsyncIterable<Uint8Array>): Promise<string>;
