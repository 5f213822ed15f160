import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** Stages, separated by blanks, with everything that they need; all of them without. */
    readonly stages: readonly string[];
    /** Commit whose gate, store, models and evaluation count; the base of the pull request without. */
    readonly base: string | undefined;
    /** Address of the store; overrides `store.remote` of slipway.yaml. */
    readonly store: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
