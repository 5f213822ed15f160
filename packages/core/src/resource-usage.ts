import * as z from 'zod'

const share = z.number().min(0).max(1)
const amount = z.number().nonnegative()
/** The curves are thinned to so many points at most. */
export const MOST_CURVE_POINTS = 120

const zGpuUsage = z.strictObject({
  index: z.int().nonnegative(),
  name: z.string().max(200).nullable(),
  /** Share of the time in which something ran on it; null where its tool does not tell, as of a MIG instance. */
  utilization: z.strictObject({ mean: share, p50: share, p95: share }).nullable(),
  /** Share of the samples in which next to nothing ran. */
  idle: share.nullable(),
  memory_bytes: z.strictObject({ mean: amount, max: amount, total: amount }).nullable(),
  power_watts: z.strictObject({ mean: amount, max: amount }).nullable(),
  temperature_celsius: z.strictObject({ mean: z.number(), max: z.number() }).nullable(),
})

/** What a run used of its machine, of its last start. @see docs/formats/run-record.md */
export const zUsage = z.strictObject({
  /** Labels of the runner that the stage asked for; what prices go by. */
  runs_on: z.array(z.string().max(200)).max(20),
  /** From the first sample to the last, and how many there were. */
  seconds: amount,
  samples: z.int().positive(),
  gpus: z.array(zGpuUsage).max(64),
  /** Null where the system does not tell. */
  host: z
    .strictObject({
      cores: z.int().positive(),
      cpu: z.strictObject({ mean: share, p95: share }),
      /** Mean share of the busiest core, and mean share of the time in which cores waited for a disk. */
      busiest_core: share,
      disk_wait: share,
      memory_bytes: z.strictObject({ max: amount, total: amount }),
      disk_read_bytes: amount,
      disk_written_bytes: amount,
    })
    .nullable(),
  /** Means over equal parts of the time: of all GPUs, and of all cores. */
  curve: z.strictObject({
    seconds_per_point: amount,
    gpu: z.array(share.nullable()).max(MOST_CURVE_POINTS),
    cpu: z.array(share.nullable()).max(MOST_CURVE_POINTS),
  }),
})
export type Usage = z.infer<typeof zUsage>
export type GpuUsage = Usage['gpus'][number]

/** A run that a rule of its stage ended before its time. @see docs/formats/run-record.md */
export const zStoppedEarly = z.strictObject({
  metric: z.string(),
  /** Where the rule was fulfilled, and the value there. */
  step: z.number(),
  best: z.strictObject({ step: z.number(), value: z.number() }),
})
export type StoppedEarly = z.infer<typeof zStoppedEarly>

/** Values of the metric that early stopping goes by, so that the next start goes on with them; null is no number. */
export const zLiveHistory = z.strictObject({
  metric: z.string(),
  values: z.array(z.tuple([z.number(), z.number().nullable()])).max(2000),
})
export type LiveHistory = z.infer<typeof zLiveHistory>
