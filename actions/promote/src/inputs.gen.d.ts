import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** Run that made the candidate; the pull request's own run is found by itself. */
    readonly runId: number | undefined;
    /** File of the workflow that makes the evidence of a pull request. */
    readonly workflow: string | undefined;
    /** File of the workflow that trains unreleased commits; started when there is one to train. Empty: never. */
    readonly candidateWorkflow: string | undefined;
    /** Reason for a first release, or for one that cannot be told apart; kept as a sign-off. */
    readonly accept: string | undefined;
    /** Take the comment of this run's approval as the reason. */
    readonly acceptFromApproval: boolean;
    /** Which part of the version grows. */
    readonly bump: 'major' | 'minor' | 'patch';
    /** Token for GitHub's API. */
    readonly githubToken: string | undefined;
    /** Address of the store; overrides `store.remote` of slipway.yaml. */
    readonly store: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
