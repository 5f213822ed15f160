/** One GPU at one moment; what its tool does not tell is null. */
export interface GpuSample {
  readonly index: number
  readonly uuid: string | null
  readonly name: string | null
  /** Share of the last moments in which something ran on it. */
  readonly utilization: number | null
  readonly memoryBytes: number | null
  readonly totalBytes: number | null
  readonly watts: number | null
  readonly celsius: number | null
}

/** The machine since the sample before; shares between 0 and 1. */
export interface HostSample {
  readonly cores: number
  readonly cpu: number
  readonly busiestCore: number
  readonly diskWait: number
  readonly memoryBytes: number
  readonly totalBytes: number
  readonly diskReadBytes: number
  readonly diskWrittenBytes: number
}

export interface Sample {
  /** Since the sample before. */
  readonly seconds: number
  readonly gpus: readonly GpuSample[]
  readonly host: HostSample | null
}
