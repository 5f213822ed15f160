import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'
import { type CompareSide, compareModels, readPredictions } from '@slipway/compare'
import { digestOf, type Gate, type GateMetric, type Verdict } from '@slipway/core'

const metric = (
  role: 'goal' | 'guard',
  margin: number,
  direction: 'higher' | 'lower' = 'lower',
): GateMetric => ({
  role,
  direction,
  margin,
  column: undefined,
  min: undefined,
  max: undefined,
  judge: 'interval',
})

export interface Case {
  /** Prefix of its predictions. */
  readonly data: string
  readonly gate: Gate['metrics']
}

/** What a team might ask of a model of each data set that scikit-learn brings along. */
export const CASES: Readonly<Record<string, Case>> = {
  'breast cancer, by accuracy and Brier score': {
    data: 'breast-cancer',
    gate: { accuracy: metric('goal', 0.02, 'higher'), brier_score_loss: metric('guard', 0.01) },
  },
  'breast cancer, by ROC AUC': {
    data: 'breast-cancer',
    gate: { roc_auc: metric('goal', 0.01, 'higher') },
  },
  'diabetes, by absolute error': { data: 'diabetes', gate: { mean_absolute_error: metric('goal', 2) } },
  'digits, by accuracy and log loss': {
    data: 'digits',
    gate: { accuracy: metric('goal', 0.01, 'higher'), log_loss: metric('guard', 0.05) },
  },
  'wine, by accuracy': { data: 'wine', gate: { accuracy: metric('goal', 0.05, 'higher') } },
}

/** The gate of the example, without its parity. Its predictions are made anew: `make_flights.py`. */
export const FLIGHTS: Case = {
  data: 'flights',
  gate: { roc_auc: metric('goal', 0.002, 'higher'), log_loss: metric('guard', 0.002) },
}

/** Pairs of models whose relation is known, champion first. */
export const RELATIONS = {
  'the same, another seed': ['forest', 'reseeded'],
  degraded: ['forest', 'degraded'],
  'truly better': ['tree', 'forest'],
} as const
export type Relation = keyof typeof RELATIONS

async function sideOf(folder: string, data: string, name: string): Promise<CompareSide> {
  const file = readFileSync(join(folder, `${data}-${name}.parquet`))
  return {
    side: {
      version: null,
      model: digestOf(name),
      run: null,
      evaluation: null,
      predictions: digestOf(file),
      metrics: null,
    },
    predictions: await readPredictions(file, { ZSTD: (bytes) => zstdDecompressSync(bytes) }),
    values: {},
    evalcode: digestOf('cross-validation in five folds'),
  }
}

/** The verdict on one pair, at the first look at the rows. */
export async function judgeCase(
  { data, gate: metrics }: Case,
  relation: Relation,
  folder = fileURLToPath(new URL('predictions', import.meta.url)),
): Promise<Verdict> {
  const [champion, challenger] = RELATIONS[relation]
  return compareModels({
    model: {
      name: data,
      file: 'model',
      predictions: 'predictions.parquet',
      metrics: [],
      golden: undefined,
      gate: { stage: 'prod', looks: 20, task: undefined, slices: [], goals: 'any', metrics },
    },
    challenger: await sideOf(folder, data, challenger),
    champion: await sideOf(folder, data, champion),
    baselineKind: 'champion',
    rescored: false,
    tool: 'slipway',
    signoff: null,
  })
}
