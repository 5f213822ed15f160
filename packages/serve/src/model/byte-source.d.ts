import { type Digest, type Secret } from '@slipway/core';
/** A place that claims to have a model's bytes. What it gives is believed only by its digest. */
export interface ByteSource {
    /** For the log; without credentials. */
    readonly describe: string;
    open(signal: AbortSignal): AsyncIterable<Uint8Array>;
}
export declare function fileSource(path: string): ByteSource;
/**
 * Bytes behind an address.
 *
 * @param headers sent with the request; a token among them goes to this host only, not to where it redirects
 */
export declare function httpSource(url: string, headers?: Readonly<Record<string, string | Secret>>): ByteSource;
/** The chunks of a source, up to a limit. @throws serve/source-failed where there is more */
export declare function readLimited(source: ByteSource, maxBytes: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
/** @throws serve/digest-mismatch */
export declare function checkDigest(source: ByteSource, found: Digest, wanted: Digest): void;
/**
 * What the first source gives that does not fail.
 *
 * @throws what the last one failed with; serve/source-failed where there is none
 */
export declare function fromFirst<T>(sources: readonly ByteSource[], signal: AbortSignal, read: (source: ByteSource) => Promise<T>): Promise<T>;
/** A small file, whole and verified. @throws serve/digest-mismatch, serve/source-failed */
export declare function readVerified(digest: Digest, sources: readonly ByteSource[], maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
