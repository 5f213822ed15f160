import type { ModelInfo } from './model-info.ts';
/**
 * Reads what an ONNX file says of itself, from the bytes alone: nothing is loaded or run, nothing else is opened.
 *
 * @throws onnx/model-invalid for any bytes that are no model
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export declare function inspectModel(bytes: Uint8Array): ModelInfo;
