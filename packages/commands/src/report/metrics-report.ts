import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Json, PROJECT_FILE, SlipwayError, VERSION } from '@slipway/core'
import { Repository } from '@slipway/git'
import { type MetricChange, type MetricsReport, parsePlotData, type Report } from '@slipway/report'
import type { Context } from '../context.ts'
import { type DvcSide, openDvcSide } from '../dvc/dvc-side.ts'
import { repositoryOf } from '../repository-of.ts'
import { gatherPlots } from './gather-plots.ts'

const MOST_VALUES = 2000

/**
 * Metrics, parameters and plots of a repository that has a `dvc.yaml` and no project file: the work tree beside a revision.
 * Undefined where there is a project file, or nothing of DVC.
 * @throws data/dvc-unreadable, git/rev-unknown
 */
export async function reportDvcMetrics(context: Context, since: string): Promise<Report | undefined> {
  const repository = await Repository.open(context.cwd, context.env)
  if (existsSync(join(repository.root, PROJECT_FILE))) return undefined
  const now = await openDvcSide(repository, undefined, context.env)
  if (!now) return undefined
  const before = await openDvcSide(repository, since, context.env)
  const problems: string[] = []
  const files = await changesIn('metrics', before, now, problems)
  const params = await changesIn('params', before, now, problems)
  const metrics: MetricsReport = {
    before: since,
    after: 'work tree',
    files,
    params: params.flatMap(({ path, values }) =>
      values
        .filter((value) => JSON.stringify(value.before) !== JSON.stringify(value.after))
        .map((value) => ({ file: path, key: value.name, before: value.before, after: value.after })),
    ),
    plots: await gatherPlots(now.shown.plots, now, before),
    problems,
  }
  return {
    repository: repositoryOf(await repository.originUrl()) ?? 'this repository',
    pullRequest: null,
    run: { id: 0, attempt: 1, url: '', headSha: await repository.head() },
    state: 'judged',
    failure: null,
    models: [],
    metrics,
    reportUrl: null,
    tool: `slipway ${VERSION}`,
  }
}

/** Each file of one kind that either side names, its values side by side in the order of the file. */
async function changesIn(
  kind: 'metrics' | 'params',
  before: DvcSide | undefined,
  now: DvcSide,
  problems: string[],
): Promise<MetricsReport['files']> {
  const paths = new Set([...now.shown[kind], ...(before?.shown[kind] ?? [])])
  const files: { path: string; values: readonly MetricChange[] }[] = []
  for (const path of paths) {
    const [old, own] = await Promise.all([valuesOf(path, before, problems), valuesOf(path, now, problems)])
    if (!old && !own && kind === 'metrics')
      problems.push(`"${path}" is neither in Git nor in DVC's cache on this machine: "dvc pull" brings it`)
    const names = new Set([...(own?.keys() ?? []), ...(old?.keys() ?? [])])
    const values = [...names].map((name) => ({ name, before: old?.get(name), after: own?.get(name) }))
    if (values.length > 0) files.push({ path, values })
  }
  return files
}

async function valuesOf(
  path: string,
  side: DvcSide | undefined,
  problems: string[],
): Promise<ReadonlyMap<string, Json> | undefined> {
  const text = await side?.readText(path)
  if (text === undefined) return undefined
  try {
    const values = new Map<string, Json>()
    flatten(parsePlotData(path, text), '', values)
    return values
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    problems.push(error.message.replace('Cannot draw', 'Cannot read'))
    return undefined
  }
}

/** Members of nested mappings, joined by dots, as DVC names them. */
function flatten(value: unknown, name: string, into: Map<string, Json>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value))
      flatten(member, name === '' ? key : `${name}.${key}`, into)
  } else if (name !== '' && into.size < MOST_VALUES) into.set(name, value as Json)
}
