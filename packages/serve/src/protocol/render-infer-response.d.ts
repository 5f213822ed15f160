import type { Tensor } from '@slipway/onnx';
import type { InferRequest } from './infer-request.ts';
export declare const HEADER_LENGTH = "inference-header-content-length";
export interface InferResponse {
    readonly headers: Readonly<Record<string, string>>;
    /** To be sent one after the other. */
    readonly body: readonly Uint8Array[];
}
/**
 * The answer to an inference request: JSON, and behind it the tensors that were wanted as bytes.
 *
 * @param tensors in the order of `request.outputs`
 */
export declare function renderInferResponse(model: {
    readonly name: string;
    readonly version: string;
}, request: InferRequest, tensors: readonly Tensor[]): InferResponse;
