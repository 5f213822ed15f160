import { type Signature } from '@slipway/onnx';
import type { Limits } from '../limits.ts';
import type { InferRequest } from './infer-request.ts';
/**
 * Reads a raw binary request: the body is the one input's bytes, and every output comes back binary. Allowed where the
 * shape follows from the bytes: one input, and at most one size that the request chooses.
 *
 * @throws serve/request-invalid
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md#raw-binary-request
 */
export declare function parseRawRequest(bytes: Uint8Array, signature: Signature, limits: Limits): InferRequest;
