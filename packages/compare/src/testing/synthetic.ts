import { digestOf, type Gate, type GateMetric, type Model, type Side } from '@slipway/core'
import type { CompareInput, CompareSide } from '../compare-input.ts'
import { compareModels } from '../compare-models.ts'
import { predictionsOf } from '../predictions/predictions-of.ts'
import type { Stored } from '../predictions/raw-column.ts'
import { Random } from './random.ts'

/** Columns of a predictions file, as plain values. */
export type Columns = Record<string, Stored[]>

/** Rows that a made-up world brought: whether something happened, and how likely it was. */
export interface World {
  readonly rows: number
  readonly split: readonly string[]
  readonly cluster: readonly string[] | undefined
  readonly y: readonly number[]
  readonly logit: readonly number[]
}

const probability = (logit: number) => 1 / (1 + Math.exp(-logit))

/** Events with a base rate of about a quarter; clusters share a push up or down. */
export function world(random: Random, splits: Readonly<Record<string, number>>, clusters?: number): World {
  const split = Object.entries(splits).flatMap(([name, rows]) => new Array<string>(rows).fill(name))
  const push = Array.from({ length: clusters ?? 1 }, () => (clusters ? 0.4 * random.normal() : 0))
  const member = split.map(() => random.below(clusters ?? 1))
  const logit = member.map((g) => -1.4 + 1.2 * random.normal() + (push[g] ?? 0))
  return {
    rows: split.length,
    split,
    cluster: clusters === undefined ? undefined : member.map((g, i) => `${split[i]}-${g}`),
    y: logit.map((z) => (random.uniform() < probability(z) ? 1 : 0)),
    logit,
  }
}

/** What a model says that sees the truth through noise: the more, the worse. */
export function predict(random: Random, { logit }: World, noise: number): number[] {
  return logit.map((z) => probability(z + noise * random.normal()))
}

export function columnsOf({ rows, split, cluster, y }: World, p: readonly number[]): Columns {
  return {
    row_id: Array.from({ length: rows }, (_, i) => i),
    split: [...split],
    y: [...y],
    p: [...p],
    ...(cluster ? { cluster: [...cluster] } : {}),
  }
}

export function gateMetric(metric: Partial<GateMetric>): GateMetric {
  return {
    role: 'guard',
    direction: 'higher',
    column: undefined,
    margin: undefined,
    min: undefined,
    max: undefined,
    judge: 'interval',
    ...metric,
  }
}

export function model(metrics: Gate['metrics'], gate: Partial<Gate> = {}): Model {
  return {
    name: 'flight-delay',
    file: 'models/delay.onnx',
    predictions: 'eval/predictions.parquet',
    metrics: [],
    golden: undefined,
    gate: { stage: 'prod', looks: 20, task: undefined, slices: [], goals: 'any', metrics, ...gate },
  }
}

/** One side of a comparison; its bytes are told apart by its name. */
export function side(name: string, columns: Columns | null, values: CompareSide['values'] = {}): CompareSide {
  const identity: Side = {
    version: name.startsWith('v') ? name : null,
    model: digestOf(name),
    run: null,
    evaluation: null,
    predictions: columns ? digestOf(`predictions of ${name}`) : null,
    metrics: null,
  }
  return {
    side: identity,
    predictions: columns && predictionsOf(columns),
    values,
    evalcode: digestOf('evaluate'),
  }
}

export function input(
  model: Model,
  challenger: CompareSide,
  champion: CompareSide | null,
  more: Partial<CompareInput> = {},
): CompareInput {
  return {
    model,
    challenger,
    champion,
    baselineKind: champion ? 'champion' : 'none',
    rescored: false,
    tool: 'slipway 0.0.0',
    signoff: null,
    ...more,
  }
}

/** The verdict on a challenger against v1.0.0. */
export function judge(
  model: Model,
  challenger: Columns | null,
  champion: Columns | null,
  values: { challenger?: CompareSide['values']; champion?: CompareSide['values'] } = {},
) {
  return compareModels(
    input(
      model,
      side('challenger', challenger, values.challenger),
      side('v1.0.0', champion, values.champion),
    ),
  )
}

export { Random }
