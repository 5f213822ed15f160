/** What one server, one model and one request may use. */
export interface Limits {
    /** A request's body, as sent and as inflated. */
    readonly bodyBytes: number;
    /** The JSON in front of binary tensors. */
    readonly headerBytes: number;
    readonly inputs: number;
    readonly rank: number;
    /** Of one tensor. */
    readonly elements: number;
    readonly idLength: number;
    /** Of one request to a model whose rows are independent. */
    readonly requestRows: number;
    /** Waiting for one model; beyond it a request is sent away. */
    readonly queueRows: number;
    /** Put together for one run. */
    readonly batchRows: number;
    /** From the end of a request's body to its answer. */
    readonly deadlineMs: number;
    /** One run of a model; then its process is ended. */
    readonly runMs: number;
    readonly outputBytes: number;
    readonly modelBytes: number;
    readonly connections: number;
    /** How long an old version, or the whole server, may take to finish what it has. */
    readonly drainMs: number;
}
export declare const DEFAULT_LIMITS: Limits;
