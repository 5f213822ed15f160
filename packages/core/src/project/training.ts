import * as z from 'zod'
import { zPath } from '../schemas.ts'

export const zTraining = z
  .union([
    zPath,
    z.strictObject({
      path: zPath,
      by: z
        .array(z.string().min(1).max(200))
        .min(1)
        .max(20)
        .describe('Columns that tell a row from others, in the training rows and in the predictions.'),
    }),
  ])
  .optional()
  .describe(
    'The rows that the model was trained on: a Parquet or CSV file, or a folder of them, with a column `row_id`, or with the columns of `by`. Test rows among them are no evidence.',
  )

/** Where a model's training rows are, and what they are known by. */
export type TrainingRows = {
  readonly path: string
  /** Undefined: `row_id`. */
  readonly by: readonly string[] | undefined
}

export function trainingRows(given: z.infer<typeof zTraining>): TrainingRows | undefined {
  if (given === undefined) return undefined
  return typeof given === 'string' ? { path: given, by: undefined } : { path: given.path, by: given.by }
}
