import * as z from 'zod'
import { type Digest, hexOf } from './digest.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import { zLiveHistory } from './resource-usage.ts'
import { MOST_STARTS, zStart } from './run-start.ts'
import { zDigest, zDomain, zOutput } from './schemas.ts'
import { nameProblem } from './tree.ts'

const zCheckpoint = z.strictObject({
  schema: z.literal('slipway.checkpoint/v1'),
  stage: z.string(),
  key: zDigest,
  domain: zDomain,
  seq: z.int().positive(),
  /** Its name below the stage's folder of checkpoints. */
  name: z.string().refine((name) => nameProblem(name) === undefined, 'expected one name'),
  output: zOutput,
  made_at: z.iso.datetime(),
  /** Up to the one that made this checkpoint, the oldest first. */
  starts: z.array(zStart).min(1).max(MOST_STARTS),
  /** Of a stage with a rule for stopping early; absent in others. */
  live: zLiveHistory.optional(),
})

/** What a start of a run had reached, so that the next one goes on from there. @see docs/formats/checkpoint.md */
export type Checkpoint = z.infer<typeof zCheckpoint>

export function parseCheckpoint(text: string, what: string): Checkpoint {
  return parseRecord(zCheckpoint, text, what)
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  return formatRecord(zCheckpoint, checkpoint, `checkpoint of ${checkpoint.stage}`)
}

/** Where the checkpoints of a key lie in a store; each under its number, counted from 1. */
export function checkpointPrefix(domain: string, key: Digest): string {
  return `ckpt/${domain}/${hexOf(key).slice(0, 2)}/${hexOf(key)}/`
}

export function checkpointPath({ domain, key, seq }: Pick<Checkpoint, 'domain' | 'key' | 'seq'>): string {
  return `${checkpointPrefix(domain, key)}${seq}`
}
