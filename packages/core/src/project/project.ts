import { canonicalJson } from '../canonical-json.ts'
import { type Digest, digestOf } from '../digest.ts'
import { type RayRule, rayRule } from './executor.ts'
import { type AlarmRule, alarmRule, type LiveRule, liveRule, type StopRule, stopRule } from './live.ts'
import { type MachineNeeds, machineNeeds } from './machine-needs.ts'
import { type MetricParameters, parametersOf } from './metric-parameters.ts'
import type { Features, ModelTests } from './model-tests.ts'
import { type OnCannotTell, onCannotTell } from './on-cannot-tell.ts'
import { type PlotDefinition, plotDefinitions, stagePlotPaths } from './plots.ts'
import { type Budget, budgetOf, type Prices, pricesOf } from './prices.ts'
import type { ReportSettings } from './report-settings.ts'
import type { ProjectFile } from './schema.ts'
import type { SliceFloor, SliceRule } from './slices.ts'
import { type Direction, standardDirection } from './standard-metrics.ts'
import { type StageVariant, type SweepRule, sweepRule } from './sweep.ts'
import type { Task } from './tasks.ts'
import { type TrainingRows, trainingRows } from './training.ts'

/** Where a stage writes checkpoints, and how one is known to be finished. */
export interface CheckpointRule {
  readonly path: string
  /** How many the store keeps. */
  readonly keep: number
  /** Inside a checkpoint, written last; undefined where a rename finishes it. */
  readonly marker: string | undefined
}

/** One stage, defaults filled in. All paths are relative to the repository root. */
export interface Stage {
  readonly name: string
  readonly desc: string | undefined
  readonly cmd: readonly string[]
  readonly wdir: string
  readonly deps: readonly string[]
  /** Keys by parameter file; null takes the whole file. */
  readonly params: Readonly<Record<string, readonly string[] | null>>
  readonly env: Readonly<Record<string, string>>
  readonly outs: readonly string[]
  readonly metrics: readonly string[]
  readonly plots: readonly string[]
  /** Runner labels; undefined where any runner will do. */
  readonly runsOn: readonly string[] | undefined
  /** What it asks of the machine that runs it; undefined where it says nothing. */
  readonly machine: MachineNeeds | undefined
  readonly checkpoint: CheckpointRule | undefined
  /** Where it writes metrics while it runs; undefined where nobody follows them. */
  readonly live: LiveRule | undefined
  readonly stop: StopRule | undefined
  readonly alarms: AlarmRule
  readonly timeoutMinutes: number | undefined
  /** Undefined where the machine that plans it runs it. */
  readonly ray?: RayRule | undefined
  /** Undefined where its parameters are those of their file. */
  readonly sweep?: SweepRule | undefined
  /** What makes it one of several; a plan has such stages, a project file none. */
  readonly variant?: StageVariant | undefined
}

export interface GateMetric extends MetricParameters {
  readonly role: 'goal' | 'guard'
  readonly direction: Direction
  /** A column of the predictions whose mean is the metric; undefined where its name says what it is. */
  readonly column: string | undefined
  readonly margin: number | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly judge: 'interval' | 'point'
}

export interface Gate {
  readonly stage: string
  readonly looks: number
  readonly task: Task | undefined
  readonly slices: readonly SliceRule[]
  readonly floors?: readonly SliceFloor[] | undefined
  readonly findSlices?: 'off' | 'declared' | 'all' | undefined
  readonly onCannotTell?: OnCannotTell | undefined
  readonly goals: 'any' | 'all'
  readonly metrics: Readonly<Record<string, GateMetric>>
}

export interface Model {
  readonly name: string
  readonly file: string
  readonly predictions: string | undefined
  readonly metrics: readonly string[]
  readonly golden: string | undefined
  readonly training?: TrainingRows | undefined
  readonly sweep?: string | undefined
  readonly gate: Gate
  readonly features?: Features | undefined
  readonly tests?: ModelTests | undefined
}

/** The project file, checked and with its defaults. */
export interface Project {
  readonly store: {
    readonly remote: string | undefined
    /** A remote of DVC, only read from. */
    readonly dvc: string | undefined
  }
  readonly data: readonly string[]
  readonly stages: ReadonlyMap<string, Stage>
  readonly models: ReadonlyMap<string, Model>
  readonly prices: Prices | undefined
  readonly budget: Budget | undefined
  readonly report: ReportSettings
  /** Of the whole file first, then of the stages. */
  readonly plots: readonly PlotDefinition[]
}

const many = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value

function normaliseParams(params: ProjectFile['stages'][string]['params']): Stage['params'] {
  if (!params) return {}
  if (!Array.isArray(params)) return params
  const byFile: Record<string, string[] | null> = {}
  for (const item of params) {
    for (const [file, keys] of Object.entries(typeof item === 'string' ? { 'params.yaml': [item] } : item)) {
      const before = byFile[file]
      byFile[file] = keys === null || before === null ? null : [...(before ?? []), ...keys]
    }
  }
  return byFile
}

const KEPT = 3

function normaliseCheckpoint(given: ProjectFile['stages'][string]['checkpoint']): Stage['checkpoint'] {
  if (given === undefined) return undefined
  if (typeof given === 'string') return { path: given, keep: KEPT, marker: undefined }
  return { path: given.path, keep: given.keep, marker: given.marker }
}

/** Fills in what the file leaves out. */
export function normaliseProject(file: ProjectFile): Project {
  const stages = Object.entries(file.stages).map(([name, stage]): [string, Stage] => [
    name,
    {
      name,
      desc: stage.desc,
      cmd: many(stage.cmd),
      wdir: stage.wdir ?? '.',
      deps: stage.deps,
      params: normaliseParams(stage.params),
      env: Object.fromEntries(Object.entries(stage.env).map(([key, value]) => [key, String(value)])),
      outs: stage.sweep ? [...stage.outs, stage.sweep.to] : stage.outs,
      metrics: stage.metrics,
      plots: stagePlotPaths(stage.plots),
      runsOn: stage['runs-on'] === undefined ? undefined : many(stage['runs-on']),
      machine: stage.machine && machineNeeds(stage.machine),
      checkpoint: normaliseCheckpoint(stage.checkpoint),
      live: liveRule(stage.live),
      stop: stopRule(stage.stop),
      alarms: alarmRule(stage.alarms),
      timeoutMinutes: stage['timeout-minutes'],
      ...(stage.executor && { ray: rayRule(stage.executor) }),
      ...(stage.sweep && { sweep: sweepRule(stage.sweep) }),
    },
  ])
  const models = Object.entries(file.models).map(([name, model]): [string, Model] => [
    name,
    {
      name,
      file: model.file,
      predictions: model.predictions,
      metrics: model.metrics,
      golden: model.golden,
      training: trainingRows(model.training),
      sweep: model.sweep,
      gate: {
        stage: model.gate.stage,
        looks: model.gate.looks,
        task: model.gate.task,
        slices: model.gate.slices,
        floors: model.gate.floors,
        findSlices: model.gate['find-slices'],
        onCannotTell: onCannotTell(model.gate['on-cannot-tell']),
        goals: model.gate.goals,
        metrics: Object.fromEntries(
          Object.entries(model.gate.metrics).map(([metric, gate]) => [
            metric,
            {
              role: gate.role,
              direction: gate.direction ?? standardDirection(metric, gate) ?? 'higher',
              column: gate.column,
              margin: gate.margin,
              min: gate.min,
              max: gate.max,
              judge: gate.judge,
              ...parametersOf(gate),
            },
          ]),
        ),
      },
      ...(model.features && { features: model.features }),
      ...(model.tests && { tests: model.tests }),
    },
  ])
  return {
    store: { remote: file.store.remote, dvc: file.store.dvc },
    data: file.data,
    stages: new Map(stages),
    models: new Map(models),
    prices: pricesOf(file.prices),
    budget: budgetOf(file.budget),
    report: file.report,
    plots: [file.plots, ...Object.values(file.stages).map((stage) => stage.plots)].flatMap((plots) =>
      plotDefinitions(plots),
    ),
  }
}

/** All paths that a stage writes: outputs, metrics and plots, sorted. */
export function outputsOf(stage: Stage): readonly string[] {
  return [...stage.outs, ...stage.metrics, ...stage.plots].sort()
}

/** The gate's identity: two gates with one digest decide alike. */
export function gateDigest({ name, gate, features, tests }: Model): Digest {
  // Features count where tests read them: a gate without tests has the digest that it always had.
  const asked = tests && { features, tests }
  return digestOf(canonicalJson({ schema: 'slipway.gate/v1', model: name, gate, ...asked }))
}

/** True when the paths are the same, or one lies inside the other. */
export function pathsOverlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
}

/** The stage that writes this path (or a folder around it), if any. */
export function producerOf(project: Project, path: string): Stage | undefined {
  for (const stage of project.stages.values()) {
    if (outputsOf(stage).some((out) => path === out || path.startsWith(`${out}/`))) return stage
  }
  return undefined
}

/** The stage that judges a model: it makes the predictions, or else its metrics; undefined when the model has neither. */
export function evaluateStageOf(project: Project, model: Model): Stage | undefined {
  const path = model.predictions ?? model.metrics[0]
  return path === undefined ? undefined : producerOf(project, path)
}
