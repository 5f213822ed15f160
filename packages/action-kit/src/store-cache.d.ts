import type { Progress } from '@slipway/commands';
/**
 * The Actions cache as a tier of the store: this machine's own store comes from an earlier job, and goes to a later one. Whoever
 * can run a workflow on the branch can write such a cache, so it saves downloads and nothing else: every object that is read
 * from it is hashed, and a record in it decides nothing.
 * @param key what the job's stages are: equal plans share a cache
 */
export declare function restoreStoreCache(root: string, key: string, progress: Progress): Promise<void>;
/** At the end of the job: keeps the store for later jobs, unless the same was restored. */
export declare function saveStoreCache(progress: Progress): Promise<void>;
