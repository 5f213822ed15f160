import { type Digest, type Domain, type RunRecord } from '@slipway/core';
/** A run record that is right in itself; `seed` tells one key from another, `seconds` one run from another. */
export declare function sampleRecord(options?: {
    seed?: string;
    attempt?: number;
    domain?: Domain;
    seconds?: number;
    output?: Digest;
}): RunRecord;
