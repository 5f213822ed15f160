import type { Context } from '../context.ts'
import type { Gpu, GpuVendor } from './gpu.ts'

/**
 * The GPUs that a program started with these variables would see. CUDA stops at the first name that it does not know, and so
 * does this; names of MIG instances are not told apart.
 * @see https://docs.nvidia.com/cuda/cuda-c-programming-guide/#cuda-environment-variables
 */
export function visibleGpus<G extends Pick<Gpu, 'index' | 'uuid'>>(
  gpus: readonly G[],
  vendor: GpuVendor,
  env: Context['env'],
): readonly G[] {
  const list =
    vendor === 'nvidia' ? env.CUDA_VISIBLE_DEVICES : (env.HIP_VISIBLE_DEVICES ?? env.ROCR_VISIBLE_DEVICES)
  if (list === undefined || /\bMIG-/.test(list)) return gpus
  const visible: G[] = []
  for (const name of list.split(',').map((part) => part.trim())) {
    const gpu = gpus.find(
      ({ index, uuid }) => name === String(index) || (/^GPU-\w/.test(name) && uuid?.startsWith(name)),
    )
    if (!gpu) break
    visible.push(gpu)
  }
  return visible
}
