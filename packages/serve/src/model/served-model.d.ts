import type { Signature } from '@slipway/onnx';
import type { Limits } from '../limits.ts';
import type { InferRequest } from '../protocol/infer-request.ts';
import { type Ticket } from './batch-queue.ts';
import type { DesiredModel } from './desired-model.ts';
import type { Batching } from './probe-batching.ts';
import type { Supervisor } from './supervisor.ts';
export interface ServedParts {
    readonly desired: DesiredModel;
    readonly signature: Signature;
    readonly batching: Batching;
    readonly supervisor: Supervisor;
    readonly limits: Limits;
    readonly log: (line: string) => void;
}
/** One version of a model that answers: verified, warmed up, its golden answers reproduced. */
export declare class ServedModel {
    #private;
    readonly desired: DesiredModel;
    readonly signature: Signature;
    readonly batching: Batching;
    constructor(parts: ServedParts);
    /** False while a runner that died is being replaced, and once it drains. */
    get ready(): boolean;
    get draining(): boolean;
    /**
     * Puts a request in line; its answer has the outputs in the order that it asked for.
     *
     * @throws serve/queue-full, serve/request-invalid at once
     */
    infer(request: InferRequest): Ticket;
    /** Takes no more part in routing; resolves when its last answer is out, or the time is up, and its process gone. */
    retire(): Promise<void>;
}
