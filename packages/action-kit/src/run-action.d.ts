import type { Context } from '@slipway/commands';
import { type InputSource } from './read-input.ts';
/** One action: what it does, and what it does once the job is at its end. */
export interface Action {
    main(context: Context, inputs: InputSource): Promise<void>;
    post?(context: Context, inputs: InputSource): Promise<void>;
}
/**
 * Runs an action inside the one error boundary: every error becomes one annotation, on file and line where it has them,
 * and a failed step. The runner starts the same file twice where there is a `post`; the state tells which time it is.
 */
export declare function runAction(action: Action): Promise<void>;
