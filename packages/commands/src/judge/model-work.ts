import {
  type Digest,
  evaluateStageOf,
  type KeyPreimage,
  type Model,
  type Output,
  outputsOf,
  type Project,
  producerOf,
  type RunRecord,
  tablesOfTests,
} from '@slipway/core'
import type { DataLookup, Plan } from '@slipway/pipeline'
import { resamplePaths } from './read-resamples.ts'

/** A run that stands in a plan, with its record. */
export interface RunRef {
  readonly key: Digest
  readonly digest: Digest
  readonly record: RunRecord
}

/** What a tree's runs made of a model: the bytes, and everything they are judged by. */
export interface ModelWork {
  readonly model: Output
  readonly run: RunRef
  readonly evaluation: RunRef | undefined
  readonly predictions: Output | undefined
  readonly metrics: readonly { readonly path: string; readonly output: Output }[]
  readonly golden: Output | undefined
  /** What the project says the model was trained on; undefined where it says nothing, or no run knows it. */
  readonly training: Output | undefined
  /** The folder of everything that was tried. */
  readonly sweep: Output | undefined
  /** Versioned data that any of the runs read. */
  readonly data: readonly { readonly path: string; readonly oid: Digest }[]
  /** Every run that the model and its evaluation depend on, in the order of the stages. */
  readonly runs: readonly RunRef[]
}

/** The stages of a model that nobody has run. */
export interface MissingWork {
  readonly missing: readonly string[]
}

/** The stages that a model and its evaluation need, in the order of the plan. */
export function stagesOfModel(project: Project, model: Model, plan: Plan): Plan['stages'] {
  const wanted = new Set<string>()
  const visit = (name: string | undefined): void => {
    if (name === undefined || wanted.has(name)) return
    wanted.add(name)
    for (const need of plan.stages.find(({ stage }) => stage.name === name)?.needs ?? []) visit(need)
  }
  visit(producerOf(project, model.file)?.name)
  visit(evaluateStageOf(project, model)?.name)
  const golden = model.golden === undefined ? [] : [model.golden]
  for (const path of [...model.metrics, ...resamplePaths(model), ...golden, ...tablesOfTests(model)])
    visit(producerOf(project, path)?.name)
  return plan.stages.filter(({ stage }) => wanted.has(stage.name))
}

/** Collects a model's work from a plan; what is missing where a stage of it has no run. */
export async function modelWork(
  project: Project,
  model: Model,
  plan: Plan,
  data: DataLookup,
): Promise<ModelWork | MissingWork> {
  const stages = stagesOfModel(project, model, plan)
  const missing = stages.filter(({ run }) => run === undefined).map(({ stage }) => stage.name)
  if (missing.length > 0) return { missing }
  const runs = new Map(
    stages.flatMap(({ stage, run }) =>
      run ? [[stage.name, { key: run.record.key, digest: run.digest, record: run.record }] as const] : [],
    ),
  )
  const outputAt = async (path: string): Promise<Output | undefined> => {
    const stage = producerOf(project, path)
    const out =
      stage && outputsOf(stage).find((candidate) => path === candidate || path.startsWith(`${candidate}/`))
    const output = stage && out && runs.get(stage.name)?.record.outputs[out]
    if (!output || out === undefined) return undefined
    return path === out ? output : data.entry(output, path.slice(out.length + 1))
  }
  const dataAt = async (path: string): Promise<Output | undefined> => {
    const inputs = stages.flatMap((stage) => stage.inputs).filter(({ from }) => from === 'data')
    const input = inputs.find((each) => path === each.path || path.startsWith(`${each.path}/`))
    if (!input || path === input.path) return input?.output
    return data.entry(input.output, path.slice(input.path.length + 1))
  }
  const file = await outputAt(model.file)
  const run = runs.get(producerOf(project, model.file)?.name ?? '')
  if (!file || !run) return { missing: [model.file] }
  const evaluate = evaluateStageOf(project, model)
  const metricPaths = [...new Set([...(evaluate?.metrics ?? []), ...model.metrics, ...resamplePaths(model)])]
  const metrics = await Promise.all(metricPaths.map(async (path) => ({ path, output: await outputAt(path) })))
  return {
    model: file,
    run,
    evaluation: evaluate && runs.get(evaluate.name),
    predictions: model.predictions === undefined ? undefined : await outputAt(model.predictions),
    metrics: metrics.flatMap(({ path, output }) => (output ? [{ path, output }] : [])),
    golden: model.golden === undefined ? undefined : await outputAt(model.golden),
    sweep: model.sweep === undefined ? undefined : await outputAt(model.sweep),
    training:
      model.training && ((await outputAt(model.training.path)) ?? (await dataAt(model.training.path))),
    data: dataOf(
      project,
      [...runs.values()].map(({ record }) => record.key_preimage),
    ),
    runs: [...runs.values()],
  }
}

/** Versioned data among the dependencies, by path, each once. */
function dataOf(project: Project, preimages: readonly KeyPreimage[]): ModelWork['data'] {
  const found = new Map<string, Digest>()
  for (const { deps } of preimages) {
    for (const [path, id] of Object.entries(deps)) {
      const isData = project.data.some((target) => path === target || path.startsWith(`${target}/`))
      if (isData && id.startsWith('sha256:')) found.set(path, id as Digest)
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, oid]) => ({ path, oid }))
}
