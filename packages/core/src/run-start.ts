import * as z from 'zod'
import { zDigest, zDomain, zGitOid } from './schemas.ts'

/** More starts than this are not told: the oldest are dropped. */
export const MOST_STARTS = 500

/** The GitHub run that made something; null on a developer's machine. */
export const zProducer = z.strictObject({
  repository_id: z.int(),
  run_id: z.int(),
  run_attempt: z.int(),
  head_sha: zGitOid,
  event: z.string(),
  workflow_ref: z.string(),
})
export type Producer = z.infer<typeof zProducer>

/** How a start of a run ended; `running` while it goes on, `lost` where it could not say so itself. */
const ENDS = ['running', 'done', 'handed-over', 'interrupted', 'timed-out', 'failed', 'lost'] as const

export const zStart = z.strictObject({
  producer: zProducer.nullable(),
  runner: z.string(),
  started: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  gpu_seconds: z.number().nonnegative(),
  /** Energy of the GPUs; absent where nobody measured it. */
  energy_wh: z.number().nonnegative().optional(),
  /** Names of its GPUs; absent without. */
  gpu: z.string().optional(),
  resumed: z.strictObject({ domain: zDomain, seq: z.int().positive(), oid: zDigest }).nullable(),
  ended: z.enum(ENDS),
})

/** One start of the commands of a run: where, from which checkpoint, for how long. @see docs/formats/run-record.md */
export type RunStart = z.infer<typeof zStart>
