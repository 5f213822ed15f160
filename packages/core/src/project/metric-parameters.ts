import * as z from 'zod'
import { zPath } from '../schemas.ts'

/** What turns a metric into the one that is meant. */
export interface MetricParameters {
  /** Two classes are called by p above this: a number; what the champion's labels follow from; or what is best on `tune`. */
  readonly threshold?: number | 'champion' | 'best' | undefined
  /** Cost of a row, by its class and by the class that it is taken for. */
  readonly cost?: readonly (readonly number[])[] | undefined
  /** The part of the rows that lies below, between 0 and 1. */
  readonly quantile?: number | undefined
  /** The least precision at which a recall counts. */
  readonly minPrecision?: number | undefined
  /** A file with the metric on resamples of the rows. */
  readonly resamples?: string | undefined
}

/** Keys of a metric in slipway.yaml. */
export const metricParameters = {
  threshold: z
    .union([z.number().min(0).max(1), z.enum(['champion', 'best'])])
    .optional()
    .describe(
      'Takes rows of a higher probability for 1: a number, the threshold that the labels of the champion follow from, or the one at which each model is best on `tune`.',
    ),
  cost: z
    .array(z.array(z.number()).min(2))
    .min(2)
    .optional()
    .describe(
      'Cost of a row: one list for each true class, with one number for each class that it is taken for; the metric is the mean.',
    ),
  quantile: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('With `column`: its quantile in place of its mean. With `absolute_error_quantile`: which one.'),
  resamples: zPath
    .optional()
    .describe(
      'A JSON file, an output of the evaluate stage, with the metric on resamples of the rows: for what only your own code can compute.',
    ),
  'min-precision': z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('For `recall_at_fixed_precision`: the precision that has to be kept.'),
}

/** The parameters as the file gives them. */
type Given = z.infer<z.ZodObject<typeof metricParameters>>

/** Only what was given, so that a gate without parameters keeps its digest. */
export function parametersOf(given: Given): MetricParameters {
  const all: MetricParameters = {
    threshold: given.threshold,
    cost: given.cost,
    quantile: given.quantile,
    minPrecision: given['min-precision'],
    resamples: given.resamples,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
