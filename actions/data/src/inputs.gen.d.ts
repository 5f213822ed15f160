import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** What to do: `verify` that the store holds the data of every pointer, `pull` it into the workspace, or `push` it to the store. */
    readonly mode: 'verify' | 'pull' | 'push';
    /** Versioned targets, separated by blanks; all of them without. */
    readonly targets: readonly string[];
    /** With `verify`: read every object and check its digest. */
    readonly deep: boolean;
    /** Address of the store; overrides `store.remote` of slipway.yaml. */
    readonly store: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
