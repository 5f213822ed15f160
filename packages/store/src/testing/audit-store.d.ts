/**
 * Looks at a directory store from outside: every blob has the digest of its name, every tree can be read, and with
 * `complete` every blob that a tree names is there. Gives what is wrong.
 */
export declare function auditStore(root: string, options?: {
    complete?: boolean;
}): string[];
