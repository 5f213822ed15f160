import type { Backend } from '../backend.ts';
/** A new, empty place for each test. */
export interface BackendUnderTest {
    readonly backend: Backend;
    close(): Promise<void>;
}
/** What every backend has to do; each backend's test calls it with a way to open an empty one. */
export declare function describeBackend(name: string, open: () => Promise<BackendUnderTest>): void;
