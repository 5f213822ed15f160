import { checkExecutors } from './executor.ts'
import { checkLive } from './live-issues.ts'
import { metricProblems } from './metric-rules.ts'
import { testsWithout } from './model-tests.ts'
import { nearestName } from './nearest-name.ts'
import { checkPrices } from './price-issues.ts'
import { type Model, outputsOf, type Project, pathsOverlap, producerOf } from './project.ts'
import type { ProjectIssue } from './project-issue.ts'
import type { ProjectFile } from './schema.ts'
import { checkSlices } from './slices.ts'
import { nearestMetric, standardDirection } from './standard-metrics.ts'
import { checkSweeps } from './sweep.ts'
import type { YamlSource } from './yaml-source.ts'

export type Report = (path: readonly PropertyKey[], found: string, expected: string, nearest?: string) => void

/** What a well-formed file can still get wrong: outputs that clash, cycles, models that no stage makes, gates that cannot decide. */
export function ruleIssues(file: ProjectFile, project: Project, source: YamlSource): ProjectIssue[] {
  const issues: ProjectIssue[] = []
  const report: Report = (path, found, expected, nearest) => {
    issues.push({
      location: source.locate(path),
      member: path.map(String).join('.'),
      found,
      expected,
      ...(nearest === undefined ? {} : { nearest }),
    })
  }
  checkOutputs(project, report)
  checkCheckpoints(project, report)
  checkCycles(project, report)
  checkModels(project, report)
  checkGates(file, report)
  checkLive(file, project, report)
  checkExecutors(file, report)
  checkSweeps(file, project, report, nearestName)
  checkPrices(file, report)
  return issues
}

function checkOutputs(project: Project, report: Report): void {
  const owners: { path: string; owner: string }[] = project.data.map((path) => ({ path, owner: 'data' }))
  for (const stage of project.stages.values()) {
    for (const list of ['outs', 'metrics', 'plots'] as const) {
      for (const [index, path] of stage[list].entries()) {
        const clash = owners.find((other) => pathsOverlap(other.path, path))
        if (clash)
          report(
            ['stages', stage.name, list, index],
            `"${path}", which ${clash.owner} holds as "${clash.path}"`,
            'each path in one place',
          )
        owners.push({ path, owner: `stage ${stage.name}` })
      }
    }
    if (outputsOf(stage).length === 0)
      report(
        ['stages', stage.name],
        'no outputs',
        'outs, metrics or plots: without one there is nothing to keep',
      )
    for (const [index, dep] of stage.deps.entries()) {
      if (outputsOf(stage).some((out) => pathsOverlap(out, dep)))
        report(
          ['stages', stage.name, 'deps', index],
          `"${dep}", which the stage itself writes`,
          'what it reads and what it writes apart',
        )
    }
  }
}

/** A folder of checkpoints is emptied before its stage starts, so it holds nothing else. */
function checkCheckpoints(project: Project, report: Report): void {
  const stages = [...project.stages.values()]
  for (const stage of stages) {
    const path = stage.checkpoint?.path
    if (path === undefined) continue
    const owners = [
      ...project.data.map((other) => ({ other, owner: 'data' })),
      ...stages.flatMap((each) => [
        ...[...outputsOf(each), ...each.deps].map((other) => ({ other, owner: `stage ${each.name}` })),
        ...(each.checkpoint && each !== stage
          ? [{ other: each.checkpoint.path, owner: `stage ${each.name}` }]
          : []),
      ]),
    ]
    const clash = owners.find(({ other }) => pathsOverlap(other, path))
    if (clash)
      report(
        ['stages', stage.name, 'checkpoint'],
        `"${path}", which ${clash.owner} uses as "${clash.other}"`,
        'a folder for checkpoints alone',
      )
  }
}

function checkCycles(project: Project, report: Report): void {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (name: string, trail: readonly string[]): void => {
    if (state.get(name) === 'done') return
    if (state.get(name) === 'open') {
      report(
        ['stages', name, 'deps'],
        `the cycle ${[...trail.slice(trail.indexOf(name)), name].join(' → ')}`,
        'stages that do not wait for themselves',
      )
      return
    }
    state.set(name, 'open')
    for (const dep of project.stages.get(name)?.deps ?? []) {
      const producer = producerOf(project, dep)
      if (producer && producer.name !== name) visit(producer.name, [...trail, name])
    }
    state.set(name, 'done')
  }
  for (const name of project.stages.keys()) visit(name, [])
}

function checkModels(project: Project, report: Report): void {
  const outputs = [...project.stages.values()].flatMap(outputsOf)
  const mustBeMade = (path: readonly PropertyKey[], file: string | undefined) => {
    if (file !== undefined && !producerOf(project, file))
      report(path, `"${file}", which no stage writes`, 'an output of a stage', nearestName(file, outputs))
  }
  for (const model of project.models.values()) {
    mustBeMade(['models', model.name, 'file'], model.file)
    mustBeMade(['models', model.name, 'predictions'], model.predictions)
    mustBeMade(['models', model.name, 'golden'], model.golden)
    mustBeMade(['models', model.name, 'features', 'table'], model.features?.table)
    for (const { kind, lacks } of testsWithout(model, model.tests ?? {}))
      report(['models', model.name, 'tests', kind], `"${kind}", and no "${lacks}"`, `"${lacks}" of the model`)
    mustBeMade(['models', model.name, 'sweep'], model.sweep)
    checkTraining(model, project, report)
    for (const [metric, { resamples }] of Object.entries(model.gate.metrics))
      mustBeMade(['models', model.name, 'gate', 'metrics', metric, 'resamples'], resamples)
    for (const [index, path] of model.metrics.entries())
      mustBeMade(['models', model.name, 'metrics', index], path)
  }
}

function checkTraining({ name, training, predictions }: Model, project: Project, report: Report): void {
  if (!training) return
  const at = ['models', name, 'training']
  const { path } = training
  if (
    !producerOf(project, path) &&
    !project.data.some((data) => path === data || path.startsWith(`${data}/`))
  )
    report(at, `"${path}", which is neither made by a stage nor versioned data`, 'one of them')
  if (predictions === undefined) report(at, 'training rows, and no predictions', '"predictions" of the model')
}

function checkGates(file: ProjectFile, report: Report): void {
  for (const [name, model] of Object.entries(file.models)) {
    const metrics = Object.entries(model.gate.metrics)
    if (metrics.length === 0)
      report(['models', name, 'gate', 'metrics'], 'no metric', 'at least one goal or guard')
    checkSlices(model.gate, ['models', name, 'gate'], report, nearestName)
    for (const [metric, gate] of metrics) {
      const path = ['models', name, 'gate', 'metrics', metric]
      if (gate.direction === undefined && standardDirection(metric, gate) === undefined) {
        report(
          path,
          `no direction for "${metric}"`,
          '"higher" or "lower": only standard names have a known one',
          nearestMetric(metric),
        )
      }
      if (
        gate.role === 'guard' &&
        gate.margin === undefined &&
        gate.min === undefined &&
        gate.max === undefined
      ) {
        report(path, 'a guard without a limit', 'margin, min or max')
      }
      for (const { key, found, expected, nearest } of metricProblems(metric, gate, model))
        report(key === undefined ? path : [...path, key], found, expected, nearest)
      if (gate.min !== undefined && gate.max !== undefined && gate.min > gate.max)
        report(path, `min ${gate.min} above max ${gate.max}`, 'min at most max')
    }
  }
}
