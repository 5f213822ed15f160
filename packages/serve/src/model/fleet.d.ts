import type { DesiredState } from './desired-model.ts';
import { type SlotPorts } from './model-slot.ts';
import type { ModelStatus } from './model-status.ts';
import type { ServedModel } from './served-model.ts';
/** All models of one server: makes what is true follow what is desired, and is the table that requests are routed by. */
export declare class Fleet {
    #private;
    constructor(ports: SlotPorts);
    /** The version that answers for a model now; undefined where there is none. */
    get(name: string): ServedModel | undefined;
    /** Whether the name is one that should be served, ready or not. */
    knows(name: string): boolean;
    /** Every model that should be served answers, in whatever version. */
    get ready(): boolean;
    /** Why the desired state could not be read the last time; "" otherwise. */
    get problem(): string;
    statuses(): readonly ModelStatus[];
    /**
     * Starts what it takes to serve this state. Resolves when every load of it has ended, well or not; need not be awaited:
     * a later state overtakes loads that are still under way.
     */
    want(state: DesiredState): Promise<void>;
    /** The desired state could not be read: what serves goes on. */
    complain(error: unknown): void;
    /** Lets every model answer what it has, then ends their processes. */
    close(): Promise<void>;
}
