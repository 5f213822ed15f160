import * as z from 'zod'

/** An interval estimate of a difference, challenger − champion, in the metric's own unit and sign. */
export const zEstimate = z.strictObject({
  split: z.string().nullable(),
  champion: z.number().nullable(),
  challenger: z.number(),
  difference: z.number().nullable(),
  /** Two-sided 95 % interval of the difference; null where noise cannot be judged. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** L and U of the decision rule, oriented so that + is better. */
  limits: z.tuple([z.number(), z.number()]).nullable(),
  standard_error: z.number().nonnegative().nullable(),
  df: z.number().positive().nullable(),
  rows: z.int().nonnegative().nullable(),
  clusters: z.int().nonnegative().nullable(),
  method: z.string(),
})
export type Estimate = z.infer<typeof zEstimate>
