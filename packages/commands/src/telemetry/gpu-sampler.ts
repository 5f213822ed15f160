import type { GpuSample } from './sample.ts'

/** Tells how the GPUs of this machine are, again and again. */
export interface GpuSampler {
  /** The newest of each; none where nothing was heard for long. */
  read(): readonly GpuSample[]
  stop(): void
}

/** Asks several, of which one at most has GPUs. */
export function firstOf(samplers: readonly GpuSampler[]): GpuSampler {
  return {
    read: () => samplers.map((sampler) => sampler.read()).find((gpus) => gpus.length > 0) ?? [],
    stop: () => {
      for (const sampler of samplers) sampler.stop()
    },
  }
}
