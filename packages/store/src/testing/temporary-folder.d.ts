/** A folder of its own, for tests; `using` removes it. */
export declare class TemporaryFolder {
    readonly root: string;
    constructor();
    path(path: string): string;
    url(path: string): string;
    write(path: string, content: string | Uint8Array, options?: {
        executable?: boolean;
    }): string;
    /** Every file below a folder with its content, "x " in front where it is executable. */
    contents(folder?: string): Record<string, string>;
    [Symbol.dispose](): void;
}
/** Paths of everything that is no folder, below a folder, sorted. */
export declare function filesBelow(root: string): string[];
/** Files by path: content byte for byte, "x " in front of an executable's, "→" for a link. */
export declare function contentsOf(root: string): Record<string, string>;
