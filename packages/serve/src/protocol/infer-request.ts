import type { Tensor } from '@slipway/onnx'

/** A request that fits the model: what it brings, and what it wants back. */
export interface InferRequest {
  readonly id: string | undefined
  /** In the order of the model's signature. */
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly WantedOutput[]
  /** The client's own deadline; undefined for the server's. */
  readonly timeoutMs: number | undefined
}

export interface WantedOutput {
  readonly name: string
  /** As bytes behind the JSON, instead of in it. */
  readonly binary: boolean
}
