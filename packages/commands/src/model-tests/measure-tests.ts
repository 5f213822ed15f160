import { cpus } from 'node:os'
import {
  behaviourCases,
  checkCases,
  differenceOfAnswers,
  type Predictions,
  type Table,
} from '@slipway/compare'
import type { Model, ModelTestResults, TestSubject } from '@slipway/core'
import {
  columnAnswers,
  evenly,
  FeatureIndex,
  likePredictions,
  predictedAnswers,
  splitsOf,
} from './joined-rows.ts'
import { measureImportance } from './measure-importance.ts'
import { measureLatency } from './measure-latency.ts'
import { measureRobustness } from './measure-robustness.ts'
import { problemOf } from './problem-of.ts'
import type { TestBench, TestedModel } from './tested-model.ts'

/** What the tests of one model are measured on. */
export interface TestMaterial {
  readonly model: Model
  readonly subject: TestSubject
  readonly challenger: TestedModel
  /** Undefined where there is none, or its bytes are the challenger's. */
  readonly champion: TestedModel | undefined
  /** Tables of cases by path, read when they are needed. */
  readonly cases: (path: string) => Promise<Table>
  readonly features: () => Promise<Table>
  readonly predictions: () => Promise<Predictions>
}

/** Rows that models are compared on; more show nothing new and take their time. */
const MOST_ROWS = 20_000
const DETERMINISM_ROWS = 2_000
const SINGLE_ROWS = 200
/** Requests after which a process has taken what memory it takes. */
const MEMORY_REQUESTS = 50

type Kinds = Omit<ModelTestResults, 'schema' | 'model' | 'subject' | 'machine'>
type Measure = (material: TestMaterial, bench: TestBench) => Promise<object>

const MEASURES: { readonly [K in keyof Kinds]-?: Measure } = {
  behaviour: behaviour,
  parity: parity,
  determinism: determinism,
  size: async ({ challenger, champion }) => ({
    challenger: challenger.bytes,
    champion: champion?.bytes ?? null,
  }),
  memory: memory,
  latency: latency,
  robustness: measureRobustness,
  importance: measureImportance,
}

/** Measures every kind that the project file asks for. What cannot be measured says why, and the others go on. */
export async function measureTests(
  material: TestMaterial,
  bench: TestBench,
  note: (line: string) => void,
): Promise<ModelTestResults> {
  const { model, subject } = material
  const kinds: Record<string, object> = {}
  for (const kind of Object.keys(MEASURES) as (keyof Kinds)[]) {
    const measure = MEASURES[kind]
    if (model.tests?.[kind] === undefined) continue
    note(`${model.name}: measuring ${kind}`)
    kinds[kind] = await measure(material, bench).catch(problemOf)
  }
  return {
    schema: 'slipway.model-tests/v1',
    model: model.name,
    subject,
    machine: {
      runtime: bench.runtime,
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model.trim() || 'unknown',
      network: bench.network,
    },
    ...kinds,
  }
}

async function behaviour(material: TestMaterial, bench: TestBench): Promise<object> {
  const { model, challenger, champion } = material
  const spec = model.tests?.behaviour
  const task = await taskOf(material)
  const tests = []
  for (const path of spec?.cases ?? []) {
    const { cases, inputs } = behaviourCases(await material.cases(path), path, spec?.tolerance ?? 0)
    const rows = evenly(inputs.rows, inputs.rows)
    const answers = await bench.ask(challenger, inputs, rows)
    const before = champion && (await bench.ask(champion, inputs, rows).catch(() => undefined))
    tests.push(...checkCases(cases, answers, before ?? null, bench.reading(task, answers)))
  }
  return { tests }
}

/** As the gate says it, or the predictions show it; undefined where there are none. */
async function taskOf({ model, predictions }: Pick<TestMaterial, 'model' | 'predictions'>) {
  return model.gate.task ?? (model.predictions === undefined ? undefined : (await predictions()).task)
}

async function parity({ model, challenger, ...material }: TestMaterial, bench: TestBench): Promise<object> {
  const [features, predictions] = [await material.features(), await material.predictions()]
  const index = new FeatureIndex(features)
  const spec = model.tests?.parity
  const task = model.gate.task ?? predictions.task
  const parts = []
  const splits = splitsOf(predictions)
  for (const [split, rows] of splits) {
    const joined = index.join(split, rows, Math.ceil(MOST_ROWS / splits.length))
    if ('missing' in joined) return { problem: `the features have no row "${joined.missing}" of "${split}"` }
    const raw = await bench.ask(challenger, features, joined.features)
    const reading = bench.reading(task, raw)
    const answers = likePredictions(raw, reading)
    const predicted = predictedAnswers(joined, reading)
    if (!predicted) return { problem: 'the predictions hold labels alone, and no scores to compare with' }
    const own = differenceOfAnswers(answers, predicted, reading)
    const named = spec?.reference === undefined ? undefined : columnAnswers(joined, spec.reference)
    if (spec?.reference !== undefined && !named)
      return { problem: `the predictions have no column of numbers "${spec.reference}"` }
    parts.push({ predictions: own, reference: named && differenceOfAnswers(answers, named, reading) })
  }
  return {
    predictions: together(parts.map((part) => part.predictions)),
    reference: spec?.reference === undefined ? null : together(parts.flatMap((part) => part.reference ?? [])),
  }
}

type Difference = ReturnType<typeof differenceOfAnswers>

/** The differences on several splits as one. */
function together(parts: readonly Difference[]): Difference {
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    max: parts.some(({ max }) => max === null) ? null : Math.max(0, ...parts.map(({ max }) => max ?? 0)),
    flipped: parts.some(({ flipped }) => flipped === null)
      ? null
      : parts.reduce((sum, { flipped }) => sum + (flipped ?? 0), 0),
  }
}

async function determinism(
  { model, challenger, ...material }: TestMaterial,
  bench: TestBench,
): Promise<object> {
  const features = await material.features()
  const rows = evenly(features.rows, DETERMINISM_ROWS)
  const first = await bench.ask(challenger, features, rows)
  const again = await bench.ask(challenger, features, rows)
  const few = rows.subarray(0, SINGLE_ROWS)
  const ways = [
    { name: 'two threads', rows, options: { threads: 2 } },
    { name: 'requests of 7 rows', rows, options: { batch: 7 } },
    { name: 'requests of one row', rows: few, options: { batch: 1 } },
  ]
  const variations = []
  for (const { name, rows: asked, options } of ways) {
    const answers = await bench.ask(challenger, features, asked, options)
    const part = {
      ...first,
      rows: asked.length,
      values: first.values.subarray(0, asked.length * first.width),
    }
    variations.push({
      name,
      max: differenceOfAnswers(part, answers, { task: model.gate.task ?? 'binary' }).max,
    })
  }
  return { again: first.values.every((value, i) => Object.is(value, again.values[i])), variations }
}

async function memory(
  { model, challenger, champion, ...material }: TestMaterial,
  bench: TestBench,
): Promise<object> {
  const features = await material.features()
  const peakOf = async (each: TestedModel) => {
    const timer = await bench.timer(each, features, model.tests?.latency?.batch ?? 1)
    try {
      return (await timer.time(MEMORY_REQUESTS, 0)).peakBytes
    } finally {
      await timer.close()
    }
  }
  return { challenger: await peakOf(challenger), champion: champion ? await peakOf(champion) : null }
}

async function latency(
  { model, challenger, champion, ...material }: TestMaterial,
  bench: TestBench,
): Promise<object> {
  const features = await material.features()
  const { batch = 1, seconds = 60 } = model.tests?.latency ?? {}
  const timerOf = async (each: TestedModel | undefined) => each && bench.timer(each, features, batch)
  const own = await bench.timer(challenger, features, batch)
  const others = [await timerOf(champion), await timerOf(champion)]
  try {
    return await measureLatency({ challenger: own, champion: others[0], control: others[1] }, seconds)
  } finally {
    await Promise.all([own, ...others].map((timer) => timer?.close()))
  }
}
