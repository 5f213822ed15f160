/** Lets the event loop run now and then between many synchronous calls, which would keep out even an interruption. */
export declare class Pacer {
    #private;
    constructor(signal?: AbortSignal);
    /** @throws the signal's reason once it is aborted */
    pace(): Promise<void>;
}
