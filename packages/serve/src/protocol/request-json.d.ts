export type JsonObject = Readonly<Record<string, unknown>>;
/** @throws serve/request-invalid for bytes that are no JSON object */
export declare function parseJsonObject(bytes: Uint8Array): JsonObject;
/** @param where what it is, for the error */
export declare function asObject(value: unknown, where: string): JsonObject;
/** The `parameters` of a request, an input or an output; none is the same as empty. */
export declare function parametersOf(owner: JsonObject, where: string): JsonObject;
