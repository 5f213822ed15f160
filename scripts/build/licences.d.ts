/** Names and licence texts of everything that others wrote and that is in the bundle; equal texts stand once. */
export declare function licences(modules: Iterable<string>): string;
