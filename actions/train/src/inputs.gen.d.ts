import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** Stages to run, as a JSON list or separated by blanks; what they need must have run. All that are stale without. */
    readonly stages: readonly string[];
    /** Commit whose gate, store, models and evaluation count; the base of the pull request without. */
    readonly base: string | undefined;
    /** End in the one artifact that the report takes: records, predictions, claims. */
    readonly artifact: boolean;
    /** Keep stage outputs in the Actions cache, for runners that do not share a disk. */
    readonly cache: boolean;
    /** Address of the store; overrides `store.remote` of slipway.yaml. */
    readonly store: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
