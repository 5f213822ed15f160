import type { Golden } from '@slipway/core'
import { isDatatype, type Signature, type Tensor, type TensorData } from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { Limits } from '../limits.ts'
import type { InferRequest } from '../protocol/infer-request.ts'
import { parseJsonData } from '../protocol/json-tensor.ts'
import { readRequest } from '../protocol/parse-infer-request.ts'

/** A golden case as the request that a client would send, outputs as bytes. */
export function goldenRequest(golden: Golden, signature: Signature, limits: Limits): InferRequest {
  const json = {
    inputs: golden.inputs,
    outputs: golden.outputs.map(({ name }) => ({ name, parameters: { binary_data: true } })),
  }
  return readRequest(json, new Uint8Array(), signature, limits)
}

/**
 * Holds a model's answer against the one that the reviewed bytes gave. A floating-point output holds when
 * |got − want| ≤ tolerance · (1 + |want|), NaN and infinities when they are the same; everything else must be equal.
 *
 * @param tensors the outputs of the case, in its order
 * @param where which case, for the error
 * @throws serve/golden-mismatch naming the first element that differs
 * @see docs/formats/model-json.md
 */
export function checkGolden(golden: Golden, tensors: readonly Tensor[], where: string): void {
  for (const [index, want] of golden.outputs.entries()) {
    const got = tensors[index]
    const what = `${where}, output "${want.name}"`
    if (got === undefined || got.name !== want.name) throw mismatch(what, 'is missing', 'an answer')
    if (got.datatype !== want.datatype || !isDatatype(want.datatype)) {
      throw mismatch(what, `is ${got.datatype}`, want.datatype)
    }
    if (got.shape.join() !== want.shape.join()) throw mismatch(what, `is [${got.shape}]`, `[${want.shape}]`)
    const data = parseJsonData(want.data, want.datatype, want.shape, what)
    const tolerance = want.datatype === 'FP32' || want.datatype === 'FP64' ? golden.tolerance : 0
    const at = firstDifference(got.data, data, tolerance)
    if (at !== undefined) {
      throw mismatch(
        `${what}, element ${at}`,
        `is ${String(got.data[at]).slice(0, 40)}`,
        `${String(data[at]).slice(0, 40)}${tolerance > 0 ? ` within ${tolerance}` : ''}`,
      )
    }
  }
}

/** @param tolerance absolute plus relative; 0 for exact */
export function firstDifference(got: TensorData, want: TensorData, tolerance: number): number | undefined {
  for (let i = 0; i < want.length; i++) {
    const a = got[i]
    const b = want[i]
    if (Object.is(a, b) || a === b) continue
    if (tolerance > 0 && typeof a === 'number' && typeof b === 'number') {
      if (Math.abs(a - b) <= tolerance * (1 + Math.abs(b)) && Number.isFinite(b)) continue
    }
    return i
  }
  return undefined
}

function mismatch(what: string, found: string, expected: string) {
  return serveError('serve/golden-mismatch', `Cannot serve: golden ${what} ${found}; expected ${expected}`)
}
