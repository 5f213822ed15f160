/** Installs into test/.tools what can be had; returns a line for each that cannot. */
export declare function installTools(root: string): Promise<readonly string[]>;
