import type { Progress } from '@slipway/commands';
/**
 * Progress in a job's log: lines, and an annotation for each warning. What a child process prints passes through as it
 * comes, with workflow commands switched off: a model's output is data, also where it looks like `::error::`.
 */
export declare function actionProgress(write: (chunk: string | Uint8Array) => void): Progress;
