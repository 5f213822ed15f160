import * as z from 'zod'

const zRows = z.strictObject({ rows: z.int().nonnegative(), ids: z.array(z.string()).max(3) })

/** What differs between two sides' rows of one split: how many, and the first few ids. */
export const zRowChanges = z.strictObject({
  missing: zRows,
  added: zRows,
  /** Rows of both sides with another label, weight or cluster. */
  labels: zRows,
  weights: zRows,
  clusters: zRows,
})
export type RowChanges = z.infer<typeof zRowChanges>

/** Test rows that were found among the rows that the challenger was trained on. */
export const zLeakage = z.strictObject({
  /** Columns that a row is known by; null: its id. */
  by: z.array(z.string()).nullable(),
  training_rows: z.int().nonnegative(),
  /** By split; empty where nothing could be checked. */
  splits: z.record(z.string(), zRows),
  /** Why nothing could be checked, or null. */
  problem: z.string().nullable(),
})
export type Leakage = z.infer<typeof zLeakage>
