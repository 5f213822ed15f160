import { type Digest, type Verdict } from '@slipway/core';
/** @see docs/formats/store.md */
export declare const FORMAT_PATH = "format";
export declare const FORMAT_TEXT = "slipway-store 1\n";
export declare function blobPath(oid: Digest): string;
/** The digest that a blob's path promises; undefined for every other path. */
export declare function promisedDigest(path: string): Digest | undefined;
/** Where the verdicts on one evaluation lie: by its run key, or by the model's digest where nothing was run. */
export declare function verdictPrefix(model: string, evaluation: Digest): string;
export declare function verdictPath(verdict: Verdict, digest: Digest): string;
/**
 * Refuses what is no path inside a store, before a backend makes a file name or an address of it.
 * @throws store/path-invalid
 */
export declare function checkStorePath(path: string): string;
