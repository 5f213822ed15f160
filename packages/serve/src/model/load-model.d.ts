import { type Runtime } from '@slipway/onnx';
import type { Limits } from '../limits.ts';
import type { DesiredModel } from './desired-model.ts';
import type { ModelCache } from './model-cache.ts';
import { ServedModel } from './served-model.ts';
export interface LoadPorts {
    readonly cache: ModelCache;
    readonly runtime: Runtime;
    readonly limits: Limits;
    readonly log: (line: string) => void;
    /** Told when the model's process is up and its warm-up begins. */
    readonly warming: () => void;
}
/**
 * Brings up one version: verified bytes, a process, warm-up, golden answers. What comes back is ready to answer; whatever
 * fails leaves no process behind and touches nothing that serves.
 *
 * @throws serve/digest-mismatch, serve/golden-mismatch, serve/model-unservable, serve/source-failed, onnx/…
 */
export declare function loadModel(desired: DesiredModel, ports: LoadPorts, signal: AbortSignal): Promise<ServedModel>;
