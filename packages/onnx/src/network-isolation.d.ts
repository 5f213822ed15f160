/** How a process is started without a network: the words to put before it. Empty where this machine cannot. */
export type Isolation = readonly string[];
/** Finds out once per process how a runner can be kept from the network. Linux only; elsewhere it cannot. */
export declare function networkIsolation(): Promise<Isolation>;
