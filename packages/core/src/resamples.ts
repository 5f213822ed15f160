import * as z from 'zod'
import { parseRecord } from './parse-record.ts'

const zSplitResamples = z.strictObject({
  /** What was drawn: rows, or whole clusters where rows hang together. */
  unit: z.enum(['row', 'cluster']),
  /** How many there are, and so how many were drawn each time. */
  units: z.int().positive(),
  /** The metric on the rows themselves. */
  estimate: z.number(),
  /** The metric on each resample; the same place is the same resample for every model. */
  values: z.array(z.number()).min(2).max(100_000),
})
export type SplitResamples = z.infer<typeof zSplitResamples>

export const zResamples = z.strictObject({
  schema: z.literal('slipway.resamples/v1'),
  /** Drawn with replacement: nothing else has a spread that is the noise of the metric. */
  method: z.literal('bootstrap'),
  /** Of the generator that drew; the same for every model, so that all are judged on the same resamples. */
  seed: z.int(),
  splits: z.record(z.string(), zSplitResamples),
})
/** A metric on resamples of the rows, computed by the user's own code. @see docs/formats/resamples.md */
export type Resamples = z.infer<typeof zResamples>

/** @throws core/record-invalid */
export function parseResamples(text: string, what: string): Resamples {
  return parseRecord(zResamples, text, what)
}
