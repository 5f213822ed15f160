import type { Golden } from '@slipway/core';
import { type Signature, type Tensor, type TensorData } from '@slipway/onnx';
import type { Limits } from '../limits.ts';
import type { InferRequest } from '../protocol/infer-request.ts';
/** A golden case as the request that a client would send, outputs as bytes. */
export declare function goldenRequest(golden: Golden, signature: Signature, limits: Limits): InferRequest;
/**
 * Holds a model's answer against the one that the reviewed bytes gave. A floating-point output holds when
 * |got − want| ≤ tolerance · (1 + |want|), NaN and infinities when they are the same; everything else must be equal.
 *
 * @param tensors the outputs of the case, in its order
 * @param where which case, for the error
 * @throws serve/golden-mismatch naming the first element that differs
 * @see docs/formats/model-json.md
 */
export declare function checkGolden(golden: Golden, tensors: readonly Tensor[], where: string): void;
/** @param tolerance absolute plus relative; 0 for exact */
export declare function firstDifference(got: TensorData, want: TensorData, tolerance: number): number | undefined;
