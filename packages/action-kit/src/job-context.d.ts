import { type Domain } from '@slipway/core';
type Environment = Readonly<Record<string, string | undefined>>;
/** Where and for what this job runs, from what the runner says. */
export interface JobContext {
    readonly repository: string;
    readonly repositoryId: number;
    readonly workspace: string;
    readonly temp: string;
    readonly serverUrl: string;
    readonly apiUrl: string;
    readonly event: string;
    readonly sha: string;
    readonly ref: string;
    readonly refName: string;
    readonly actor: string;
    readonly runId: number;
    readonly runAttempt: number;
    readonly defaultBranch: string;
    /** The pull request of this event. Its head may lie in a fork: then nothing of it is trusted. */
    readonly pullRequest: {
        readonly number: number;
        readonly headSha: string;
        readonly baseSha: string;
        readonly trusted: boolean;
    } | undefined;
    /** The run that caused this one (`workflow_run`). */
    readonly causedByRun: number | undefined;
    /** The commit that the branch held before this push. */
    readonly before: string | undefined;
    readonly domain: Domain;
}
/**
 * Reads the job from the toolkit's own context and the variables it leaves out.
 * @throws action/environment-missing outside a job
 */
export declare function readJobContext(env: Environment): JobContext;
export {};
