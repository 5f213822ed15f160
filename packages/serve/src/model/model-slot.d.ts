import { type DesiredModel } from './desired-model.ts';
import { type LoadPorts } from './load-model.ts';
import type { ModelStatus } from './model-status.ts';
import type { ServedModel } from './served-model.ts';
export interface SlotPorts extends Omit<LoadPorts, 'warming'> {
    /** Milliseconds, from any start. */
    readonly clock: () => number;
}
/**
 * The place of one model: the version that serves, the one that is coming up, those that finish. A new version takes
 * over in one assignment, between two requests; one that fails never gets that far.
 */
export declare class ModelSlot {
    #private;
    constructor(name: string, ports: SlotPorts);
    get current(): ServedModel | undefined;
    statuses(): readonly ModelStatus[];
    /** It cannot be said what should be served: what serves, and what is coming up, goes on. */
    complain(problem: string): void;
    /** Makes this version the one that serves; resolves when that is so, or failed, or was overtaken. Never rejects. */
    want(desired: DesiredModel): Promise<void>;
    /** Stops what is coming up, lets the rest finish. */
    close(): Promise<void>;
}
