import { type Datatype, type TensorData } from '@slipway/onnx';
/**
 * Reads a tensor's `data`: flat, or nested exactly as the shape says. `null` stands for NaN, which JSON lacks; integers
 * beyond 2^53 come as text, since a JSON number has lost its last digits by then.
 *
 * @param where the member, for the error: `inputs[0].data`
 * @throws serve/request-invalid
 */
export declare function parseJsonData(data: unknown, datatype: Datatype, shape: readonly number[], where: string): TensorData;
/**
 * A tensor's elements as a JSON array, row-major and flat. Whole numbers keep all their digits; NaN and infinities, which
 * JSON lacks, become `null`.
 */
export declare function renderJsonData(datatype: Datatype, data: TensorData): string;
