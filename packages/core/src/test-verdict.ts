import * as z from 'zod'

/** Kinds of model tests, in the order in which they are told. */
export const TEST_KINDS = [
  'behaviour',
  'parity',
  'determinism',
  'size',
  'memory',
  'latency',
  'fairness',
  'robustness',
] as const

export const zTestVerdict = z.strictObject({
  kind: z.enum(TEST_KINDS),
  /** What within the kind: the test's name, "p95", "true positive rate by airport". */
  name: z.string(),
  outcome: z.enum(['holds', 'worse', 'cannot-tell', 'shown']),
  /** One sentence for people. */
  reason: z.string(),
  unit: z.enum(['share', 'score', 'rows', 'bytes', 'seconds', 'ratio']),
  challenger: z.number().nullable(),
  champion: z.number().nullable(),
  /** What the challenger must not exceed; null where it is only shown. */
  max: z.number().nullable(),
  /** Limits of what was compared with `max`; null for an exact value. */
  limits: z.tuple([z.number(), z.number()]).nullable(),
})

/** What one model test says; a member of the verdict. @see docs/formats/verdict.md */
export type TestVerdict = z.infer<typeof zTestVerdict>
