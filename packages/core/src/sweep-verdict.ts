import * as z from 'zod'

const zParam = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** How the models stand that were tried for one pull request. @see docs/formats/verdict.md */
export const zSweepVerdict = z.strictObject({
  /** How many were tried, the challenger among them. */
  size: z.int().positive(),
  /** What they are ordered by, and on which rows; null where nothing orders them. */
  metric: z.string().nullable(),
  split: z.string().nullable(),
  /** True where the level of a pass is divided by their number: the rows that decide may have chosen among them. */
  corrected: z.boolean(),
  /** The best first; those that cannot be compared last. */
  contenders: z.array(
    z.strictObject({
      label: z.string(),
      /** What it was trained with, as far as somebody wrote that down. */
      params: z.record(z.string(), zParam),
      /** Null where it cannot be compared; `problem` says why. */
      estimate: z.number().nullable(),
      /** How far behind the best it is, and is proven to be; from 0. */
      behind: z.number().nonnegative().nullable(),
      proven_behind: z.number().nonnegative().nullable(),
      /** No other is proven to be better (Hsu). */
      tied: z.boolean(),
      chosen: z.boolean(),
      problem: z.string().nullable(),
    }),
  ),
})
export type SweepVerdict = z.infer<typeof zSweepVerdict>
