import { type Digest } from '@slipway/core';
import { type ByteSource } from './byte-source.ts';
/**
 * Model files on this machine, named by their digest. A file is hashed before every use: one that was cut or changed
 * since is fetched again, and no byte reaches a runner that does not have the digest that was asked for.
 */
export declare class ModelCache {
    #private;
    constructor(folder: string, maxBytes: number);
    /**
     * The path of a file that has the digest; where it is not there yet, from the first source that has the right bytes.
     *
     * @throws serve/digest-mismatch, serve/source-failed of the last source; nothing is left behind then
     */
    obtain(digest: Digest, sources: readonly ByteSource[], signal: AbortSignal): Promise<string>;
}
