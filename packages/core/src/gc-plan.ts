import * as z from 'zod'
import { formatRecord, parseRecord } from './parse-record.ts'

export const zGcPlan = z.strictObject({
  schema: z.literal('slipway.gc/v1'),
  /** For people: what counts is when the store says that it was written. */
  written: z.iso.datetime(),
  /** Paths in the store, each once, in the order of their characters. */
  objects: z.array(z.string().min(1).max(300)),
})

/** What nothing led to when it was written. @see docs/formats/gc.md */
export type GcPlan = z.infer<typeof zGcPlan>

/** @throws core/record-invalid */
export function parseGcPlan(text: string, what: string): GcPlan {
  return parseRecord(zGcPlan, text, what)
}

export function formatGcPlan(plan: GcPlan): string {
  return formatRecord(zGcPlan, plan, 'plan of a collection')
}
