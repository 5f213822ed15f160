import * as z from 'zod'
import { zEstimate } from './estimate.ts'
import { zDigest } from './schemas.ts'

/** A release that losses are added up from: its version, its bytes and its model.json. @see docs/formats/model-json.md */
export const zAnchor = z.strictObject({ version: z.string(), model: zDigest, model_json: zDigest })
export type Anchor = z.infer<typeof zAnchor>

/** The challenger against the anchor, where that is not the champion. @see docs/formats/verdict.md */
export const zAnchorVerdict = z.strictObject({
  version: z.string().nullable(),
  model: zDigest,
  predictions: zDigest.nullable(),
  /** True where it was scored again on the challenger's rows. */
  rescored: z.boolean(),
  outcome: z.enum(['better', 'non-inferior', 'worse', 'cannot-tell']),
  /** One sentence for people. */
  reason: z.string(),
  /** Those with a margin, and goals without one that are better. */
  metrics: z.record(
    z.string(),
    z.strictObject({
      outcome: z.enum(['better', 'non-inferior', 'worse', 'cannot-tell']),
      reason: z.string(),
      /** What may be shown of it; `champion` is the anchor here. */
      estimate: zEstimate.nullable(),
      sealed: z.enum(['better', 'non-inferior', 'not-shown']).nullable(),
    }),
  ),
})
export type AnchorVerdict = z.infer<typeof zAnchorVerdict>
