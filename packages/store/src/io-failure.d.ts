/** Passes our own errors on and names the object where the operating system only names a file. */
export declare function ioFailure(direction: 'read' | 'write', what: string, where: string, cause: unknown): Error;
/** True for an error of the operating system with this code. */
export declare function hasCode(error: unknown, ...codes: readonly string[]): boolean;
