import * as z from 'zod'
import { zAnchorVerdict } from './anchor.ts'
import { type Digest, digestOf } from './digest.ts'
import { zEstimate } from './estimate.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import { zLeakage, zRowChanges } from './row-changes.ts'
import { zDigest, zModelName } from './schemas.ts'
import { zSliceFindings } from './slice-findings.ts'
import { zSweepVerdict } from './sweep-verdict.ts'
import { zTestVerdict } from './test-verdict.ts'

/** What the evidence supports; *unchanged* is the same bytes. */
export const OUTCOMES = ['better', 'non-inferior', 'unchanged', 'worse', 'cannot-tell'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const zMetricVerdict = z.strictObject({
  role: z.enum(['goal', 'guard', 'shown']),
  direction: z.enum(['higher', 'lower']),
  margin: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  outcome: z.enum(['better', 'non-inferior', 'worse', 'cannot-tell', 'holds', 'shown']),
  /** One sentence for people. */
  reason: z.string(),
  /** What may be shown: the tune split in sealed mode, the only split in open mode, or a bare value. */
  estimate: zEstimate.nullable(),
  /** What the sealed test split says, and no more; null in open mode. */
  sealed: z.enum(['better', 'non-inferior', 'not-shown']).nullable(),
  /** Smallest true gain seen four times in five, and what it would take to see `target`; null where unknown. */
  power: z
    .strictObject({
      detectable: z.number(),
      target: z.number().nullable(),
      needed: z.number().nullable(),
      unit: z.enum(['rows', 'clusters']),
    })
    .nullable(),
})
export type MetricVerdict = z.infer<typeof zMetricVerdict>

export const zSide = z.strictObject({
  /** Released version, or null. */
  version: z.string().nullable(),
  model: zDigest,
  /** Key and record of the run that made the model; null where only files were compared. */
  run: z.strictObject({ key: zDigest, record: zDigest }).nullable(),
  evaluation: z.strictObject({ key: zDigest, record: zDigest }).nullable(),
  predictions: zDigest.nullable(),
  metrics: zDigest.nullable(),
})
export type Side = z.infer<typeof zSide>

const zSplit = z.strictObject({
  digest: zDigest,
  rows: z.int().nonnegative(),
  clusters: z.int().nonnegative().nullable(),
})

export const zSliceVerdict = z.strictObject({
  metric: z.string(),
  column: z.string(),
  value: z.string(),
  estimate: zEstimate,
})

export const zVerdict = z.strictObject({
  schema: z.literal('slipway.verdict/v1'),
  model: zModelName,
  outcome: z.enum(OUTCOMES),
  /** Sentences for people, the deciding one first. */
  reasons: z.array(z.string()).min(1),
  challenger: zSide,
  champion: zSide.nullable(),
  /** What the challenger was compared with: the stage's holder, the base of the pull request, or nothing. */
  baseline_kind: z.enum(['champion', 'base', 'none']),
  mode: z.enum(['sealed', 'open', 'values']),
  /** The challenger's rows by split; null without predictions. */
  testset: z.record(z.string(), zSplit).nullable(),
  /** True where the champion was scored again on the challenger's rows. */
  rescored: z.boolean(),
  evalcode: z.strictObject({ challenger: zDigest.nullable(), champion: zDigest.nullable() }),
  gate: zDigest,
  alpha: z.number(),
  looks: z.int().positive(),
  /** The look that it spent, and the chance that any pass on these rows was false; null where it spent none. */
  look: z.strictObject({ number: z.int().positive(), bound: z.number().positive() }).nullable(),
  seed: z.int(),
  tool: z.string(),
  metrics: z.record(z.string(), zMetricVerdict),
  slices: z.array(zSliceVerdict),
  /** Against the release that losses are added up from; absent where the champion is that itself. */
  anchor: zAnchorVerdict.optional(),
  /** What parts of the rows say; absent where the gate declares none. */
  slice_findings: zSliceFindings.optional(),
  /** Absent where the model has no tests. */
  tests: z.array(zTestVerdict).optional(),
  /** What differs, by split, from the rows that the champion was released with; absent where nothing does. */
  row_changes: z.record(z.string(), zRowChanges).optional(),
  /** Test rows among the training rows; absent where the project does not say what the model was trained on. */
  leakage: zLeakage.optional(),
  /** The models that were tried; absent where the project names none. */
  sweep: zSweepVerdict.optional(),
  /** What the gate does with a *cannot tell*; absent where a person is asked. */
  on_cannot_tell: z.enum(['block', 'allow']).optional(),
  signoff: z.strictObject({ who: z.string(), when: z.iso.datetime(), why: z.string() }).nullable(),
})

/** The comparison of two models and its outcome. @see docs/formats/verdict.md */
export type Verdict = z.infer<typeof zVerdict>
export type SliceVerdict = z.infer<typeof zSliceVerdict>
export type SignOff = NonNullable<Verdict['signoff']>

export function parseVerdict(text: string, what: string): Verdict {
  return parseRecord(zVerdict, text, what)
}

export function formatVerdict(verdict: Verdict): string {
  return formatRecord(zVerdict, verdict, `verdict on ${verdict.model}`)
}

/** The verdict's identity: the check's external id, and a line of the release tag. */
export function verdictDigest(verdict: Verdict): Digest {
  return digestOf(formatVerdict(verdict))
}

/** Exit status of a comparison: a verdict is not an error. */
export const OUTCOME_EXIT: Record<Outcome, number> = {
  better: 0,
  'non-inferior': 0,
  unchanged: 0,
  worse: 1,
  'cannot-tell': 10,
}
