/** An answer, before it is written to the wire. */
export interface Reply {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** To be sent one after the other. */
    readonly body: readonly Uint8Array[];
}
export declare function jsonReply(value: unknown, status?: number, headers?: Readonly<Record<string, string>>): Reply;
