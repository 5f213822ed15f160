import { type InputSource } from '@slipway/action-kit';
export interface Inputs {
    /** What to deploy: the `releases` of the promote action; the version tag that was pushed without. */
    readonly releases: string | undefined;
    /** Stage to assign; the one of the model's gate without. */
    readonly stage: string | undefined;
    /** Address of a server that follows the stage; wait until it serves the digest. */
    readonly serveUrl: string | undefined;
    /** How long to wait for the server. */
    readonly timeoutSeconds: number | undefined;
    /** Token for GitHub's API. */
    readonly githubToken: string | undefined;
    /** Folder of the repository, relative to the workspace. */
    readonly workingDirectory: string | undefined;
}
export declare function readInputs(source: InputSource): Inputs;
