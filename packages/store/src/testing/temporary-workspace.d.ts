import { Store } from '../store.ts';
import { Workspace } from '../workspace.ts';
import { TemporaryFolder } from './temporary-folder.ts';
/** A workspace in `work` and a store in `store` of a folder of its own, for tests; `using` removes them. */
export declare class TemporaryWorkspace {
    readonly folder: TemporaryFolder;
    readonly workspace: Workspace;
    readonly store: Store;
    private constructor();
    static open(): Promise<TemporaryWorkspace>;
    path(path: string): string;
    write(path: string, content: string | Uint8Array, executable?: boolean): string;
    contents(path: string): Record<string, string>;
    /** Unfinished things that lie about. */
    leftovers(): string[];
    [Symbol.dispose](): void;
}
