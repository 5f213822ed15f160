/** The reference page of the command line, from the verbs themselves. */
export declare function cliReference(): Map<string, string>;
