import type { ModelInfo, Tensor } from '@slipway/onnx'
import type { Execute } from './batch-queue.ts'
import { stackRows } from './batching.ts'
import { firstDifference } from './golden.ts'

/** Kernels for one row and for many add up in another order; more than this is another answer. */
const TOLERANCE = 1e-5

/** Whether rows of different requests may share a run, and why not. */
export type Batching = { readonly on: true } | { readonly on: false; readonly reason: string }

/**
 * Finds out whether a model's rows are independent: its first axes must be open and the same, and samples must get the
 * same answers together as alone. A model with a batch normalisation left in training mode, or one that takes time
 * along its first axis, fails this and is served request by request.
 *
 * @param samples at least two requests that differ; each with its own rows
 */
export async function probeBatching(
  info: ModelInfo,
  outputs: readonly string[],
  samples: readonly (readonly Tensor[])[],
  execute: Execute,
): Promise<Batching> {
  const reason = samples.length < 2 ? 'there are no two samples that differ' : fixedAxis(info, outputs)
  if (reason !== undefined) return { on: false, reason }
  try {
    const alone: (readonly Tensor[])[] = []
    for (const sample of samples) alone.push(await execute(sample, outputs))
    const together = await execute(stackRows(samples), outputs)
    const same = stackRows(alone).every((want, index) => {
      const got = together[index]
      return (
        got !== undefined &&
        got.shape.join() === want.shape.join() &&
        firstDifference(got.data, want.data, TOLERANCE) === undefined
      )
    })
    return same ? { on: true } : { on: false, reason: 'rows get other answers together than alone' }
  } catch (error) {
    return { on: false, reason: `a sample failed: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function fixedAxis(info: ModelInfo, outputs: readonly string[]): string | undefined {
  if (info.inputs.length === 0) return 'it has no input'
  for (const { name, dims } of [
    ...info.inputs,
    ...info.outputs.filter(({ name }) => outputs.includes(name)),
  ]) {
    const axis = dims?.[0]
    if (axis === undefined || typeof axis === 'number') return `the first axis of "${name}" is fixed`
  }
  // Exporters make up names for the axes of outputs; those of inputs were given by somebody who meant them.
  const names = new Set(info.inputs.map(({ dims }) => dims?.[0]).filter((axis) => axis !== null))
  return names.size > 1
    ? `its inputs begin with ${[...names].map((name) => `"${name}"`).join(' and ')}`
    : undefined
}
