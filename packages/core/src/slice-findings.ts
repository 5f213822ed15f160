import * as z from 'zod'
import { zEstimate } from './estimate.ts'

const zSlice = { metric: z.string(), column: z.string(), value: z.string() }

/** What a verdict finds in parts of the rows. @see docs/formats/verdict.md */
export const zSliceFindings = z.strictObject({
  /** How many differences were tested, of all slices and metrics. */
  tested: z.int().nonnegative(),
  /** Slices that got worse beyond what chance explains, the surest first. */
  regressed: z.array(
    z.strictObject({
      ...zSlice,
      estimate: zEstimate,
      /** The loss that is no regression yet. */
      margin: z.number(),
      /** Benjamini and Hochberg's adjusted p-value. */
      q: z.number(),
    }),
  ),
  /** What the gate asks of parts of the rows. */
  floors: z.array(
    z.strictObject({
      ...zSlice,
      margin: z.number().nullable(),
      min: z.number().nullable(),
      max: z.number().nullable(),
      outcome: z.enum(['holds', 'worse', 'cannot-tell']),
      reason: z.string(),
      estimate: zEstimate.nullable(),
      /** Holm's adjusted p-value against its not being broken; null where nothing could be judged. */
      p: z.number().nullable(),
    }),
  ),
  /** Weak slices that were found on the open rows; of the sealed ones only a word is told. */
  found: z.array(z.strictObject({ ...zSlice, estimate: zEstimate, confirmed: z.boolean() })),
})
export type SliceFindings = z.infer<typeof zSliceFindings>
