import * as z from 'zod'
import { isModelName, isStageName } from '../names.ts'
import { zPath } from '../schemas.ts'
import { zExecutor } from './executor.ts'
import { zAlarms, zLive, zStop } from './live.ts'
import { zMachineNeeds } from './machine-needs.ts'
import { metricParameters } from './metric-parameters.ts'
import { zFeatures, zModelTests } from './model-tests.ts'
import { zOnCannotTell } from './on-cannot-tell.ts'
import { zPlots, zStagePlots } from './plots.ts'
import { zBudget, zPrices } from './prices.ts'
import { zReportSettings } from './report-settings.ts'
import { zFindSlices, zFloors, zSlices } from './slices.ts'
import { zSweep } from './sweep.ts'
import { TASKS } from './tasks.ts'
import { zTraining } from './training.ts'

// The one source of slipway.yaml: what is read, what the errors say, the JSON Schema and the reference page.

const oneOrMany = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const paths = z.array(zPath)

const zCheckpointFile = z.strictObject({
  path: zPath.describe('The folder; each file or folder in it is a checkpoint.'),
  keep: z.int().min(1).max(100).default(3).describe('How many are kept in the store.'),
  marker: zPath
    .optional()
    .describe(
      'A file inside each checkpoint that is written last; without it a rename says that it is finished.',
    ),
})

const zStageFile = z.strictObject({
  desc: z.string().optional().describe('One sentence for readers.'),
  cmd: oneOrMany.describe(
    'The command, or several run one after the other; each by `sh -c`, in the repository root.',
  ),
  wdir: zPath
    .optional()
    .describe('Folder to run the command in; paths stay relative to the repository root.'),
  deps: paths
    .default([])
    .describe(
      'Files and folders that the command reads: in Git, versioned data, or outputs of other stages.',
    ),
  params: z
    .union([
      z.record(zPath, z.array(z.string().min(1)).nullable()),
      z.array(z.union([z.string().min(1), z.record(zPath, z.array(z.string().min(1)).nullable())])),
    ])
    .optional()
    .describe(
      'Values that the command reads, by file: `params.yaml: [train.lr]`. `null` takes the whole file; a bare name means `params.yaml`.',
    ),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Environment variables set for the command; part of the run key.'),
  outs: paths.default([]).describe('Files and folders that the command writes.'),
  metrics: paths.default([]).describe('Outputs that hold numbers by name, as JSON.'),
  plots: zStagePlots
    .default([])
    .describe('Outputs that hold plots, each a path or `path: settings` in the words of dvc.yaml.'),
  'runs-on': oneOrMany.optional().describe('Labels of the runner that this stage needs, as in a workflow.'),
  machine: zMachineNeeds
    .optional()
    .describe('What the stage asks of its machine; `slipway preflight` checks it. No part of the run key.'),
  checkpoint: z
    .union([zPath, zCheckpointFile])
    .optional()
    .describe(
      'Folder in which the command writes checkpoints: streamed to the store while it runs, and put back where an attempt was lost.',
    ),
  live: zLive
    .optional()
    .describe('Files in which the command writes metrics while it runs; they are followed and drawn.'),
  stop: zStop.optional().describe('Ends the stage well once a metric gets no better. Part of the run key.'),
  alarms: zAlarms.optional().describe('What of the followed metrics is told, or ends the stage as failed.'),
  executor: zExecutor
    .optional()
    .describe('What runs the commands; this machine without. No part of the run key.'),
  sweep: zSweep
    .optional()
    .describe('Runs the stage once for each variant of its parameters; the best one is its output.'),
  'timeout-minutes': z.int().positive().optional().describe('Ends the stage after so many minutes.'),
})

const zGateMetric = z.strictObject({
  role: z
    .enum(['goal', 'guard'])
    .describe('`goal`: has to get better for *better*. `guard`: must not get worse.'),
  direction: z
    .enum(['higher', 'lower'])
    .optional()
    .describe('Whether more is better; known for standard names.'),
  column: z
    .string()
    .min(1)
    .optional()
    .describe('A column of numbers in the predictions: the metric is its mean over the rows.'),
  ...metricParameters,
  margin: z
    .number()
    .nonnegative()
    .optional()
    .describe('Largest loss that is tolerated, in the unit of the metric.'),
  min: z.number().optional().describe('The challenger itself must be at least this.'),
  max: z.number().optional().describe('The challenger itself must be at most this.'),
  judge: z
    .enum(['interval', 'point'])
    .default('interval')
    .describe('`point` takes the bare number at its word.'),
})

const zGate = z.strictObject({
  stage: z
    .string()
    .refine(isStageName, 'expected letters, digits, "-" and "_"')
    .default('prod')
    .describe('The champion is the holder of this stage.'),
  looks: z
    .int()
    .min(1)
    .max(1000)
    .default(20)
    .describe('Passes asked of one set of test rows; sets the level of each.'),
  task: z
    .enum(TASKS)
    .optional()
    .describe(
      'What the predictions are; told by their columns where it is not given, but for `ranking` and `forecasting`, which have to be said.',
    ),
  slices: zSlices,
  floors: zFloors,
  'find-slices': zFindSlices,
  'on-cannot-tell': zOnCannotTell,
  goals: z
    .enum(['any', 'all'])
    .default('any')
    .describe('`any`: one goal better, by Holm. `all`: every goal, uncorrected.'),
  metrics: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*(@[1-9][0-9]{0,8})?$/), zGateMetric)
    .describe('The metrics that decide, by name.'),
})

const zModelFile = z.strictObject({
  file: zPath.describe('The model, an output of a stage: exactly these bytes are judged and served.'),
  predictions: zPath.optional().describe('Per-row predictions (Parquet), an output of the evaluate stage.'),
  metrics: paths
    .default([])
    .describe('Metric files that belong to this model; the evaluate stage’s own are found by themselves.'),
  training: zTraining,
  sweep: zPath
    .optional()
    .describe(
      'Folder with the predictions of every model that was tried, `<label>.parquet` each, and beside them what it was trained with, `<label>.json`: a pass then takes into account that the best was chosen.',
    ),
  golden: zPath.optional().describe('Requests and answers that a server must reproduce before it serves.'),
  gate: zGate.describe('What has to hold, and for which stage.'),
  features: zFeatures.optional().describe('Rows as the model takes them, for its tests and explanations.'),
  tests: zModelTests.optional().describe('What is asked of the model besides its metrics.'),
})

export const zProjectFile = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  store: z
    .strictObject({
      remote: z
        .string()
        .min(1)
        .optional()
        .describe(
          'Where data, models and records are kept: `file:///path`, `s3://bucket/prefix`, `gs://bucket/prefix`, `az://account/container/prefix` or `oci://host/owner/repo`.',
        ),
      dvc: z
        .string()
        .min(1)
        .optional()
        .describe(
          'A remote of DVC, only read from: for data that `slipway data import dvc` took over and nobody pushed yet. An address like that of `remote`, or `https://…`.',
        ),
    })
    .default({})
    .describe('The object store.'),
  data: paths.default([]).describe('Versioned files and folders; each has a pointer `<path>.slip` in Git.'),
  stages: z
    .record(z.string().refine(isStageName, 'expected letters, digits, "-" and "_"'), zStageFile)
    .default({})
    .describe('The pipeline, in the vocabulary of DVC.'),
  plots: zPlots
    .default([])
    .describe(
      'What the report draws from files of the tree and outputs of stages, in the words of dvc.yaml: a path, or a name with `x`, `y`, `template`, `title`.',
    ),
  models: z
    .record(z.string().refine(isModelName, 'expected letters, digits, "-" and "_"'), zModelFile)
    .default({})
    .describe('The models that are compared, released and served.'),
  prices: zPrices.optional().describe('What machines cost; runs are told in money by it.'),
  budget: zBudget.optional().describe('What a pull request may use before a person is asked.'),
  report: zReportSettings.prefault({}).describe('What a pull request is told.'),
})
export type ProjectFile = z.infer<typeof zProjectFile>

/** JSON Schema of slipway.yaml for editors. */
export function projectJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(zProjectFile, { io: 'input', unrepresentable: 'any' }), title: 'slipway.yaml' }
}
