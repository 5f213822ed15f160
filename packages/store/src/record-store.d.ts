import { type Digest, type Domain, type RunRecord, type Verdict } from '@slipway/core';
import type { Backend } from './backend.ts';
export interface StoredRecord {
    readonly record: RunRecord;
    /** Digest of its bytes: its identity. */
    readonly digest: Digest;
}
/** A record with the domain in which it was found. */
export interface FoundRun extends StoredRecord {
    readonly domain: Domain;
}
export interface StoredVerdict {
    readonly verdict: Verdict;
    readonly digest: Digest;
}
/** The records of a store: runs by domain, key and attempt, and verdicts. They save work and decide nothing. */
export declare class RecordStore {
    #private;
    readonly backend: Backend;
    constructor(backend: Backend);
    get url(): string;
    /** Attempts of a key that are not revoked, ascending. */
    attempts(domain: Domain, key: Digest): Promise<readonly number[]>;
    /** The number that the next attempt takes; revoked attempts keep theirs. */
    nextAttempt(domain: Domain, key: Digest): Promise<number>;
    /** @throws store/object-missing, store/record-corrupt */
    readRecord(domain: Domain, key: Digest, attempt: number): Promise<StoredRecord>;
    /**
     * Publishes a run, whose outputs must be in the store already. The first writer of an attempt wins; whoever comes
     * later gets the winner's record.
     * @param domain where it is published, which need not be where it ran
     * @throws store/record-corrupt when the record's key is not that of its preimage
     */
    putRecord(domain: Domain, record: RunRecord): Promise<StoredRecord & {
        created: boolean;
    }>;
    /** The lowest attempt that is not revoked, in the first of the domains that has one. */
    findRun(domains: readonly Domain[], key: Digest): Promise<FoundRun | undefined>;
    putVerdict(verdict: Verdict): Promise<Digest>;
    /**
     * All verdicts on one evaluation of a model, by digest.
     * @param evaluation its run key, or the model's digest where nothing was run
     * @throws store/record-corrupt
     */
    verdicts(model: string, evaluation: Digest): Promise<readonly StoredVerdict[]>;
}
