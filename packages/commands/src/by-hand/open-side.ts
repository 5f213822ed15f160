import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CompareSide } from '@slipway/compare'
import { type Digest, digestOf, isDigest, type Model, type Output, producerOf } from '@slipway/core'
import { type Plan, planPipeline } from '@slipway/pipeline'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { releasedAt } from '../judge/champion.ts'
import { type JudgedWork, sideOfChampion, sideOfWork } from '../judge/compare-sides.ts'
import { type ModelWork, modelWork } from '../judge/model-work.ts'
import { readerOf } from '../judge/object-reader.ts'
import type { OpenWorkspace } from '../open-workspace.ts'
import { type PlannedProject, type ProjectTree, readPlannedProject, readRevision } from '../project-trees.ts'
import { EveryRun } from './every-run.ts'
import { type SideName, titleOf } from './name-side.ts'

/** One of two things that are compared by hand. */
export interface OpenSide {
  readonly title: string
  /** Models that it says anything about; undefined where it fits every one. */
  readonly models: readonly string[] | undefined
  /** The tree that it comes from, where there is one. */
  readonly tree: ProjectTree | undefined
  readonly planned: { readonly planned: PlannedProject; readonly plan: Plan } | undefined
  /** @param model by whose gate it is judged */
  read(model: Model): Promise<SideRead>
}

export interface SideRead {
  readonly side: CompareSide
  /** The runs behind it, where its tree is known. */
  readonly work: ModelWork | undefined
}

/** Finds what a name means. What cannot be read is said when it is read. */
export async function openSide(
  name: SideName,
  context: Pick<Context, 'cwd'>,
  open: OpenWorkspace,
): Promise<OpenSide> {
  const title = titleOf(name)
  switch (name.kind) {
    case 'work tree':
      return treeSide(title, undefined, open)
    case 'commit':
      return treeSide(title, name.rev, open)
    case 'release':
      return {
        title,
        models: [name.model],
        tree: await readRevision(open.repository, name.version.commit),
        planned: undefined,
        read: async (model) => {
          const released = await releasedAt(name.version, name.model, open.source)
          const side = await sideOfChampion(model, released, undefined, open.source)
          return { side: named(title, readable(title, side, released.problem)), work: undefined }
        },
      }
    case 'run':
      return runSide(title, name.key, open)
    case 'file':
      return fileSide(title, resolve(context.cwd, name.path), open)
  }
}

/** The stores are those of the work tree: another commit, of whomever, does not say where this machine signs in. */
async function treeSide(title: string, rev: string | undefined, open: OpenWorkspace): Promise<OpenSide> {
  const { repository, source } = open
  const planned = await readPlannedProject(repository, { rev })
  const { project, tree } = planned
  const { data } = open.lookups
  const plan = await planPipeline({ project, tree, data, runs: new EveryRun(open) })
  return {
    title,
    models: [...project.models.keys()],
    tree: planned,
    planned: { planned, plan },
    read: async (model) => {
      const work = await modelWork(project, project.models.get(model.name) ?? model, plan, data)
      if ('missing' in work)
        throw commandError(
          'judge/not-run',
          `Cannot compare ${title}: ${work.missing.join(', ')} of "${model.name}" has no run of it in the store; expected all its stages to have run`,
          {
            hint:
              rev === undefined
                ? 'slipway run'
                : `git checkout ${rev} && slipway run, or let its pull request run it`,
          },
        )
      const side = await sideOfWork(model, work, source)
      return { side: named(title, readable(title, side)), work }
    },
  }
}

/** A run that made predictions or metrics, or one that made a model, as the work tree would evaluate it. */
async function runSide(title: string, key: Digest, open: OpenWorkspace): Promise<OpenSide> {
  const runs = new EveryRun(open)
  const found = await runs.findRun(key)
  if (!found)
    throw commandError(
      'compare/side-unreadable',
      `Cannot compare ${title}: every attempt of it was revoked; expected one that stands`,
    )
  const run = { key, digest: found.digest, record: found.record }
  const { outputs, key_preimage: preimage } = found.record
  const at = async (path: string): Promise<Output | undefined> => {
    const out = Object.keys(outputs).find((each) => path === each || path.startsWith(`${each}/`))
    const output = out === undefined ? undefined : outputs[out]
    if (!output || out === undefined) return undefined
    return path === out ? output : open.lookups.data.entry(output, path.slice(out.length + 1))
  }
  const workOf = async (model: Model): Promise<JudgedWork> => {
    const predictions = model.predictions === undefined ? undefined : await at(model.predictions)
    const paths = producerOf(open.project, model.predictions ?? model.metrics[0] ?? '')?.metrics ?? []
    const read = [...new Set([...paths, ...model.metrics])].map(async (path) => ({
      path,
      output: await at(path),
    }))
    const metrics = (await Promise.all(read)).flatMap(({ path, output }) =>
      output ? [{ path, output }] : [],
    )
    const judged = preimage.deps[model.file]
    const oid = judged !== undefined && isDigest(judged) ? judged : (predictions ?? metrics[0]?.output)?.oid
    if (oid === undefined) return evaluated(title, model, await at(model.file), open, runs)
    return { model: { oid }, run: undefined, evaluation: run, predictions, metrics }
  }
  const models = [...open.project.models.values()]
  const paths = (model: Model) => [model.file, model.predictions, ...model.metrics]
  const covers = async (model: Model) =>
    (await Promise.all(paths(model).map((path) => path && at(path)))).some((output) => output)
  const covered = await Promise.all(models.map(covers))
  return {
    title,
    models: models.filter((_, index) => covered[index]).map(({ name }) => name),
    tree: undefined,
    planned: undefined,
    read: async (model) => {
      const side = await sideOfWork(model, await workOf(model), open.source)
      return { side: named(title, readable(title, side)), work: undefined }
    },
  }
}

/** What the evaluate stage of the work tree made of a model that some run trained. */
async function evaluated(
  title: string,
  model: Model,
  file: Output | undefined,
  open: OpenWorkspace,
  runs: EveryRun,
): Promise<ModelWork> {
  const { project, lookups, repository } = open
  const substitute = file ? { [model.file]: file } : {}
  const tree = await repository.workTree()
  const plan = await planPipeline({ project, tree, data: lookups.data, runs, substitute })
  const work = file ? await modelWork(project, model, plan, lookups.data) : { missing: [model.file] }
  if (!('missing' in work) && work.model.oid === file?.oid) return work
  throw commandError(
    'judge/not-run',
    `Cannot compare ${title}: it trained "${model.name}", and no run of the work tree's evaluation judged these bytes; expected one`,
    { hint: 'Name the run of its evaluation, whose key stands beside it in the report, or the commit' },
  )
}

/** Predictions (Parquet) or metrics (JSON), told apart by their first bytes. */
async function fileSide(title: string, path: string, open: OpenWorkspace): Promise<OpenSide> {
  const bytes = readFileSync(path)
  const oid = digestOf(bytes)
  const reader = readerOf(new Map([[oid, bytes]]), open.source)
  const isParquet = bytes.subarray(0, 4).toString('latin1') === 'PAR1'
  const output: Output = { kind: 'file', oid, bytes: bytes.length }
  const work: JudgedWork = {
    model: { oid },
    run: undefined,
    evaluation: undefined,
    predictions: isParquet ? output : undefined,
    metrics: isParquet ? [] : [{ path: title, output }],
  }
  return {
    title,
    models: undefined,
    tree: undefined,
    planned: undefined,
    read: async (model) => {
      const side = await sideOfWork(model, work, reader)
      return { side: named(title, readable(title, side)), work: undefined }
    },
  }
}

/** A person who compares wants to know that something is not there, where a gate would say that it cannot tell. */
function readable(title: string, side: CompareSide | null, problem = side?.problem): CompareSide {
  if (side && problem === undefined) return side
  throw commandError(
    'compare/side-unreadable',
    `Cannot compare ${title}: ${problem ?? 'its tag names no bytes'}; expected predictions or metrics that can be read`,
    {
      hint: 'docs/formats/predictions.md has the columns; what a store lacks is there after `slipway run` pushed it',
    },
  )
}

function named(name: string, side: CompareSide): CompareSide {
  return { ...side, name }
}
