import {
  type Answers,
  answeredRows,
  type DropMetric,
  dropMetric,
  type MetricDrop,
  metricDrop,
  type PredictionRows,
  type Reading,
  shownSplit,
  type Table,
  type TableColumn,
} from '@slipway/compare'
import { evenly, FeatureIndex, type JoinedRows } from './joined-rows.ts'
import type { TestMaterial } from './measure-tests.ts'
import type { TestBench, TestedModel } from './tested-model.ts'

/** Rows on which models are asked again with changed inputs; more cost time and tell little. */
const MOST_ROWS = 5_000

/** Shown rows with their features, to be asked about again with some columns changed. */
export class DisturbedRows {
  readonly split: string
  readonly rows: PredictionRows
  readonly metric: DropMetric
  readonly columns: readonly string[]
  readonly features: Table
  readonly #bench: TestBench
  readonly #joined: JoinedRows
  readonly #reading: Reading
  readonly #asked: Uint32Array

  private constructor(
    bench: TestBench,
    found: {
      readonly split: string
      readonly joined: JoinedRows
      readonly features: Table
      readonly metric: DropMetric
      readonly reading: Reading
      readonly rows: PredictionRows
    },
  ) {
    this.#bench = bench
    this.#joined = found.joined
    this.#reading = found.reading
    this.split = found.split
    this.features = found.features
    this.metric = found.metric
    this.rows = found.rows
    this.columns = bench.columnsOf(found.features)
    this.#asked = evenly(found.joined.own.length, found.joined.own.length)
  }

  /** @returns why the rows cannot be asked about */
  static async open(
    { model, challenger, ...material }: TestMaterial,
    bench: TestBench,
    metricName: string | undefined,
  ): Promise<DisturbedRows | { readonly problem: string }> {
    const [features, predictions] = [await material.features(), await material.predictions()]
    const shown = shownSplit(predictions)
    if (!shown) return { problem: 'the predictions have no rows that may be shown' }
    const [split, all] = shown
    const task = model.gate.task ?? predictions.task
    const metric = dropMetric(metricName, model.gate, task)
    if ('problem' in metric) return metric
    const joined = new FeatureIndex(features).join(split, all, MOST_ROWS)
    if ('missing' in joined) return { problem: `the features have no row "${joined.missing}" of "${split}"` }
    const own = takeTable(features, joined.features)
    const answers = await bench.ask(challenger, own, evenly(own.rows, own.rows))
    const reading = bench.reading(task, answers)
    const rows = answeredRows(all, joined.own, answers, reading)
    return new DisturbedRows(bench, { split, joined, features: own, metric, reading, rows })
  }

  /** What the model answers with these columns in place of the features' own. */
  async ask(model: TestedModel, changed: ReadonlyMap<string, TableColumn>): Promise<PredictionRows> {
    const table = { rows: this.features.rows, columns: new Map([...this.features.columns, ...changed]) }
    const answers: Answers = await this.#bench.ask(model, table, this.#asked)
    return answeredRows(this.#joined.rows, this.#joined.own, answers, this.#reading)
  }

  drop(before: PredictionRows, after: PredictionRows): MetricDrop {
    return metricDrop(this.metric, before, after, this.#reading.task)
  }

  get task(): Reading['task'] {
    return this.#reading.task
  }
}

function takeTable({ columns }: Table, rows: Uint32Array): Table {
  return {
    rows: rows.length,
    columns: new Map(Array.from(columns, ([name, column]) => [name, takeColumn(column, rows)])),
  }
}

export function takeColumn(column: TableColumn, rows: Uint32Array): TableColumn {
  return column instanceof Float64Array
    ? Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
    : Array.from(rows, (row) => column[row] ?? null)
}
