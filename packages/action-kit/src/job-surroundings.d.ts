import type { Context } from '@slipway/commands';
import type { JobContext } from './job-context.ts';
export interface SurroundingsInput {
    readonly workingDirectory: string | undefined;
    readonly store?: string | undefined;
    readonly githubToken?: string | undefined;
}
/** The verbs' context in a job: where they work, into which domain they write, and what they may call GitHub with. */
export declare function jobSurroundings(context: Context, job: JobContext, input: SurroundingsInput): Context;
