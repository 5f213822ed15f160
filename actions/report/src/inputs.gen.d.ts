import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** Run whose artifact is judged; the one that caused this run without. */
    readonly runId: number | undefined;
    /** File of the workflow that may make the artifact. */
    readonly workflow: string | undefined;
    /** Largest artifact that is accepted, in MB. */
    readonly maxArtifactMb: number | undefined;
    /** Token for GitHub's API. */
    readonly githubToken: string | undefined;
    /** Address of the store; overrides `store.remote` of slipway.yaml. */
    readonly store: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
