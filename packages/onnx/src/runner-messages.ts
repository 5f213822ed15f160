import type { Tensor } from './tensor.ts'

// What passes between the server and the process that holds a session; structured clones, so arrays stay typed.

export interface LoadOrder {
  readonly type: 'load'
  /** Folder of onnxruntime-node. */
  readonly runtime: string
  readonly modelFile: string
  readonly threads: number
  /** Larger answers are refused in the runner, before they are copied. */
  readonly maxOutputBytes: number
}

export interface RunOrder {
  readonly type: 'run'
  readonly feeds: readonly Tensor[]
  readonly outputs: readonly string[]
}

/** Runs the same request so many times and answers with how long each took: the model alone, without the way there. */
export interface TimeOrder {
  readonly type: 'time'
  readonly feeds: readonly Tensor[]
  readonly outputs: readonly string[]
  readonly times: number
}

export type Order = LoadOrder | RunOrder | TimeOrder

export type ToRunner = { readonly id: number; readonly order: Order }

/** The answer to the order of that id: tensors (none for a load), or why not. */
export type FromRunner =
  | { readonly id: number; readonly tensors: readonly Tensor[] }
  | { readonly id: number; readonly refused: string }
