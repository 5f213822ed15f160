import * as z from 'zod'
import { zEnvironmentDetails } from './environment-details.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import { zStoppedEarly, zUsage } from './resource-usage.ts'
import type { DepId, KeyPreimage } from './run-key.ts'
import { MOST_STARTS, zProducer, zStart } from './run-start.ts'
import { zDigest, zDomain, zOutput, zPath } from './schemas.ts'

const zDepId = z
  .string()
  .regex(
    /^(?:sha256:[0-9a-f]{64}|git:[0-9]{6}:[0-9a-f]{40,64}|git:sha256:[0-9a-f]{64})$/,
  ) as unknown as z.ZodType<DepId>

export const zKeyPreimage = z.strictObject({
  schema: z.literal('slipway.run-key/v1'),
  cmd: z.array(z.string()).min(1),
  wdir: z.string(),
  deps: z.record(z.string(), zDepId),
  params: z.record(z.string(), z.json()),
  env: z.record(z.string(), z.string()),
  outs: z.array(zPath),
  stop: z
    .strictObject({
      metric: z.string(),
      direction: z.enum(['higher', 'lower']),
      patience: z.int().positive(),
      min_delta: z.number().nonnegative(),
      by: z.enum(['signal', 'file']),
      live: z.array(zPath),
    })
    .optional(),
  sweep: z
    .strictObject({
      variants: z.record(z.string(), zDigest),
      metric: z.string(),
      direction: z.enum(['higher', 'lower']),
      to: zPath,
      predictions: zPath.nullable(),
    })
    .optional(),
}) as unknown as z.ZodType<KeyPreimage>

export const zRunRecord = z.strictObject({
  schema: z.literal('slipway.run/v1'),
  stage: z.string(),
  key: zDigest,
  key_preimage: zKeyPreimage,
  attempt: z.int().positive(),
  domain: zDomain,
  producer: zProducer.nullable(),
  outputs: z.record(zPath, zOutput),
  environment: z.strictObject({
    runner: z.string(),
    os: z.string(),
    gpu: z.string().nullable(),
    driver: z.string().nullable(),
    image: z.string().nullable(),
    tool: z.string(),
    /** Absent in records of before there were any. */
    details: zEnvironmentDetails.optional(),
  }),
  timing: z.strictObject({ started: z.iso.datetime(), seconds: z.number().nonnegative() }),
  gpu_seconds: z.number().nonnegative(),
  /** Of a run that went on from a checkpoint, the last one included; absent where one start did it all. */
  starts: z.array(zStart).min(2).max(MOST_STARTS).optional(),
  /** Energy that the GPUs took, of all starts that measured it; absent where none did. */
  energy_wh: z.number().nonnegative().optional(),
  /** Absent where it was over before there was something to measure. */
  usage: zUsage.optional(),
  /** Absent where it ran to its end. */
  stopped_early: zStoppedEarly.optional(),
})

/** That a stage ran, on what and with which result. Inputs and parameters stand in the key's preimage. @see docs/formats/run-record.md */
export type RunRecord = z.infer<typeof zRunRecord>

export function parseRunRecord(text: string, what: string): RunRecord {
  return parseRecord(zRunRecord, text, what)
}

/** Canonical bytes; their digest is the record's identity. */
export function formatRunRecord(record: RunRecord): string {
  return formatRecord(zRunRecord, record, `run record of ${record.stage}`)
}
