import { type Datatype, type TensorData } from '@slipway/onnx';
/**
 * Reads a tensor as the binary extension sends it: little-endian, row-major, no padding; BYTES as a length of four
 * bytes and the text, element by element.
 *
 * @param where the input, for the error: `inputs[0]`
 * @throws serve/request-invalid
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export declare function parseBinaryData(bytes: Uint8Array, datatype: Datatype, count: number, where: string): TensorData;
/** The bytes of a tensor in the binary extension; a view of the data where it can be one. */
export declare function renderBinaryData(data: TensorData): Uint8Array;
