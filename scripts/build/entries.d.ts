/** Entry points of dist/ by name: the command line, one per action, and the processes that they start. */
export declare function entries(root: string): Record<string, string>;
