/** The reference page and the JSON Schema of slipway.yaml, from the schema that reads it. */
export declare function projectReference(): Map<string, string>;
