export type GpuVendor = 'nvidia' | 'amd'

/** One GPU as its vendor's tool tells it; what the tool does not say is null. Sizes in bytes. */
export interface Gpu {
  readonly index: number
  readonly name: string
  readonly uuid: string | null
  /** PCI address: "00000000:01:00.0". */
  readonly bus: string | null
  readonly memory: GpuMemory | null
  /** Compute capability: "8.0". */
  readonly compute: string | null
  /** NVIDIA's words: "Default", "Exclusive_Process", "Prohibited". */
  readonly computeMode: string | null
  readonly persistence: boolean | null
  /** Instances that the GPU is cut into; null where it is whole. */
  readonly instances: readonly GpuMemory[] | null
  /** Errors in its memory since the driver was loaded. */
  readonly eccErrors: { readonly corrected: number; readonly uncorrected: number } | null
  /** What is broken in it, and whether a reset mends it, at once or at leisure; null where nothing is. */
  readonly repair: { readonly what: string; readonly mend: 'replace' | 'reset now' | 'reset soon' } | null
  readonly temperature: { readonly celsius: number; readonly slowdownCelsius: number | null } | null
  /** Why it runs slower than it could, though it is not idle: "hardware thermal slowdown". */
  readonly throttling: readonly string[]
  /** Null where the tool cannot tell, as inside a container. */
  readonly processes: readonly GpuProcess[] | null
}

export interface GpuMemory {
  readonly totalBytes: number
  readonly freeBytes: number
}

export interface GpuProcess {
  readonly pid: number
  readonly name: string
  /** A desktop's: it draws, and computes nothing. */
  readonly isGraphics: boolean
  readonly usedBytes: number | null
}

/** What became of asking for the GPUs. */
export type GpuReading =
  | {
      readonly state: 'read'
      readonly vendor: GpuVendor
      readonly driver: string | null
      /** Newest CUDA that the driver can run. */
      readonly cuda: string | null
      readonly gpus: readonly Gpu[]
    }
  /** There is no tool to ask; `onBus` are cards that nobody drives. */
  | { readonly state: 'none'; readonly onBus: readonly GpuVendor[] }
  | {
      readonly state: 'failed'
      readonly vendor: GpuVendor
      /** In a few words, after "nvidia-smi: ". */
      readonly reason: string
      readonly hint: string
    }
