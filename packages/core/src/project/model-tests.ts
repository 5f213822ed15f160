import * as z from 'zod'
import { zPath } from '../schemas.ts'
import { BYTE_SIZE_FORM, tryParseByteSize } from './byte-size.ts'

// What is asked of a model besides its metrics. A kind that is named is measured; one with a limit decides as well.

const zSize = z
  .string()
  .refine((text) => tryParseByteSize(text) !== undefined, `expected ${BYTE_SIZE_FORM}`)
  .meta({ examples: ['16MB'] })
const zRatio = z.number().min(1)
const zColumn = z.string().min(1)

export const zFeatures = z.strictObject({
  table: zPath.describe(
    'Rows as the model takes them (Parquet, CSV or JSON), an output of a stage; joined with the predictions by `row_id`.',
  ),
  columns: z
    .array(zColumn)
    .min(1)
    .optional()
    .describe('The columns that the model takes, in its order; all but `row_id` and `split` without.'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('The output that holds scores; `probabilities`, or the only one of floating point, without.'),
  classes: z
    .array(z.string())
    .min(2)
    .optional()
    .describe('Names of the classes in the order of the scores; `0`, `1`, … without.'),
})

const zBehaviour = z.strictObject({
  cases: z
    .array(zPath)
    .min(1)
    .describe('Tables of cases: CSV or JSON in Git, or (Parquet too) outputs of a stage.'),
  tolerance: z
    .number()
    .nonnegative()
    .default(1e-6)
    .describe('How far an output that must stay the same may move, where a case does not say.'),
  max: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of the cases of a test that may fail. Above 0 its upper limit (Wilson) decides.'),
})

const zParity = z.strictObject({
  reference: zColumn
    .optional()
    .describe(
      'Column of the predictions with the training framework’s own answers; without it only the predictions are compared with the model.',
    ),
  max: z.number().nonnegative().default(1e-5).describe('Largest difference on any row.'),
  flipped: z.int().nonnegative().default(0).describe('Rows whose label may differ.'),
})

const zDeterminism = z.strictObject({
  max: z
    .number()
    .nonnegative()
    .default(1e-6)
    .describe('Largest difference with other threads or batch sizes; the same call twice must be the same.'),
})

const zLatency = z.strictObject({
  margin: zRatio
    .optional()
    .describe('Largest ratio of the p95 to the champion’s: 1.1 is ten per cent slower.'),
  max: z.number().positive().optional().describe('Largest p95 in seconds. It measures the runner too.'),
  batch: z.int().min(1).max(10_000).default(1).describe('Rows of a request.'),
  seconds: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .describe('About how long to measure; a slow model still gets its 30 rounds.'),
})

const zBytes = z.strictObject({
  margin: zRatio.optional().describe('Largest ratio to the champion’s.'),
  max: zSize.optional().describe('Largest size: `16MB` (10⁶) or `16MiB` (2²⁰).'),
})

const zFairness = z.strictObject({
  by: z.array(zColumn).min(1).max(10).describe('Columns of the predictions that name a row’s group.'),
  measures: z
    .array(z.enum(['selection_rate', 'true_positive_rate', 'false_positive_rate', 'calibration']))
    .min(1)
    .default(['selection_rate', 'true_positive_rate', 'false_positive_rate'])
    .describe(
      'Demographic parity, equal opportunity, false alarms, and mean outcome less mean probability: the gap is that of the two groups farthest apart.',
    ),
  margin: z.number().nonnegative().optional().describe('How much wider than the champion’s a gap may be.'),
  max: z.number().nonnegative().optional().describe('Widest gap.'),
})

const zRobustness = z.strictObject({
  metric: z.string().min(1).optional().describe('Metric that may drop; the gate’s first goal without.'),
  columns: z.array(zColumn).min(1).optional().describe('Columns to disturb; all numbers without.'),
  missing: z.boolean().default(true).describe('Each column in turn without a value (NaN).'),
  shift: z
    .number()
    .positive()
    .optional()
    .describe('Each column in turn moved up and down by so many of its standard deviations.'),
  max: z.number().nonnegative().optional().describe('Largest drop of the metric.'),
})

const zImportance = z.strictObject({
  metric: z
    .string()
    .min(1)
    .optional()
    .describe('Metric whose drop is the importance; the gate’s first goal without.'),
  groups: z
    .record(z.string().min(1), z.array(zColumn).min(1))
    .default({})
    .describe('Columns that are shuffled together, by the name of the group; every other column by itself.'),
  repeats: z.int().min(2).max(100).default(5).describe('How often each is shuffled.'),
})

export const zModelTests = z.strictObject({
  behaviour: zBehaviour.optional().describe('What the model must say in given cases.'),
  parity: zParity.optional().describe('Whether the exported file still is the model that was trained.'),
  determinism: zDeterminism.optional().describe('Whether the same rows get the same answers.'),
  size: zBytes.optional().describe('Bytes of the model file.'),
  memory: zBytes.optional().describe('Peak memory of the process that runs the model.'),
  latency: zLatency.optional().describe('Time of a request, beside the champion on the same machine.'),
  fairness: zFairness.optional().describe('Gaps between groups of rows.'),
  robustness: zRobustness.optional().describe('What missing and shifted features cost.'),
  importance: zImportance
    .optional()
    .describe('Permutation importance, beside the champion’s; it is only shown.'),
})

/** Where the rows lie that a model takes. */
export type Features = z.output<typeof zFeatures>
/** What is asked of a model besides its metrics. */
export type ModelTests = z.output<typeof zModelTests>
export type TestKind = keyof ModelTests

/** Kinds that need the rows which the model takes. */
const BY_FEATURES: readonly TestKind[] = [
  'parity',
  'determinism',
  'memory',
  'latency',
  'robustness',
  'importance',
]
/** Kinds that need the truth, or what the predictions say besides. */
const BY_PREDICTIONS: readonly TestKind[] = ['parity', 'fairness', 'robustness', 'importance']

/** True where some kind has to run the model; fairness alone is told by the predictions. */
export function runsModel(tests: ModelTests): boolean {
  return Object.keys(tests).some((kind) => kind !== 'fairness')
}

/** The tables in Git, or of a stage, that the tests of a model read. */
export function tablesOfTests({
  features,
  tests,
}: {
  readonly features?: Features | undefined
  readonly tests?: ModelTests | undefined
}): readonly string[] {
  return [...new Set([...(features ? [features.table] : []), ...(tests?.behaviour?.cases ?? [])])]
}

/** Kinds that lack what they read. */
export function testsWithout(
  { features, predictions }: { readonly features?: unknown; readonly predictions?: unknown },
  tests: ModelTests,
): readonly { readonly kind: TestKind; readonly lacks: 'features' | 'predictions' }[] {
  const named = (kinds: readonly TestKind[]) => kinds.filter((kind) => tests[kind] !== undefined)
  return [
    ...(features === undefined
      ? named(BY_FEATURES).map((kind) => ({ kind, lacks: 'features' as const }))
      : []),
    ...(predictions === undefined
      ? named(BY_PREDICTIONS).map((kind) => ({ kind, lacks: 'predictions' as const }))
      : []),
  ]
}
