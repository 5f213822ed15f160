import { type Signature } from '@slipway/onnx';
import type { Limits } from '../limits.ts';
import type { InferRequest } from './infer-request.ts';
import { type JsonObject } from './request-json.ts';
export interface InferBody {
    readonly bytes: Uint8Array;
    /** Value of `Inference-Header-Content-Length`: how much of the body is JSON; undefined where all of it is. */
    readonly headerLength: number | undefined;
}
/**
 * Reads an inference request and holds it against the model's signature, before anything runs.
 *
 * @throws serve/request-invalid naming the member; serve/feature-unsupported, serve/body-too-large
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
export declare function parseInferRequest(body: InferBody, signature: Signature, limits: Limits): InferRequest;
/** The JSON of a request, with the binary tensors that follow it. Golden cases are read by it too. */
export declare function readRequest(json: JsonObject, binary: Uint8Array, signature: Signature, limits: Limits): InferRequest;
