/** Reads the value of the field at hand; a field that is not read is passed over. */
export interface FieldValue {
    /** @throws for a value of another wire type, or one that a number cannot hold exactly */
    number(): number;
    /** @throws for text that is not UTF-8 */
    text(): string;
    /** A view, not a copy. */
    bytes(): Uint8Array;
}
/**
 * Walks the fields of one protobuf message in the order of its bytes.
 *
 * @throws whatever the wire reader says of bytes that are no message
 */
export declare function readMessage(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): void;
