import {
  type Digest,
  type Output,
  type Project,
  pathsOverlap,
  type RunRecord,
  SlipwayError,
  type TreeBundle,
  type Verdict,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import type { Plot } from '@slipway/report'
import type { RunRef } from '../judge/model-work.ts'
import { type ObjectReader, tryRead } from '../judge/object-reader.ts'
import type { StoreLookups } from '../store-lookups.ts'
import { gatherPlots, type PlotFiles } from './gather-plots.ts'

/** Largest file that is read: curves, not data. */
const MOST_BYTES = 8 * 1024 * 1024
/** Files below one output that are looked at. */
const MOST_FILES = 500

export interface ModelPlotsInput {
  readonly project: Project
  readonly runs: readonly RunRef[]
  readonly verdict: Verdict
  /** Trees of the challenger and of what it is compared with, for files in Git. */
  readonly tree: GitTree
  readonly before: GitTree | undefined
  readonly reader: ObjectReader
  readonly source: { readTree(root: Digest): Promise<TreeBundle> }
  readonly lookups: StoreLookups
}

/**
 * The project's plots of what this model's runs made and of files in Git, over those of the champion where its runs are at hand.
 * They inform, and decide nothing.
 */
export async function modelPlots(input: ModelPlotsInput): Promise<readonly Plot[]> {
  const { project, runs, tree, before } = input
  const own = runs.flatMap(({ record }) => Object.keys(record.outputs))
  const others = [...project.stages.values()]
    .flatMap(({ plots }) => plots)
    .filter((path) => !own.includes(path))
  // What a stage of another model makes is shown there.
  const mine = project.plots.filter(({ y }) =>
    y.every(({ path }) => !others.some((other) => pathsOverlap(other, path))),
  )
  if (mine.length === 0) return []
  const now = await filesOf(
    runs.map(({ record }) => record),
    tree,
    input,
  )
  const records = await championRecords(input)
  const earlier = records.length > 0 || before ? await filesOf(records, before, input) : undefined
  return gatherPlots(mine, now, earlier)
}

/** Records of the champion, taken from the store only where they have the digests that its release names. */
async function championRecords({ verdict, lookups }: ModelPlotsInput): Promise<readonly RunRecord[]> {
  const named = [verdict.champion?.run, verdict.champion?.evaluation]
  const found = await Promise.all(
    named.map(async (run) => run && { run, located: await lookups.runs.findRun(run.key) }),
  )
  return found.flatMap((each) =>
    each?.located && each.located.digest === each.run.record ? [each.located.record] : [],
  )
}

/** Outputs of the runs, and for all other paths the files of the tree. */
async function filesOf(
  records: readonly RunRecord[],
  tree: GitTree | undefined,
  { reader, source }: Pick<ModelPlotsInput, 'reader' | 'source'>,
): Promise<PlotFiles> {
  const outputs = new Map<string, Pick<Output, 'oid' | 'bytes'>>()
  for (const record of records) {
    for (const [path, output] of Object.entries(record.outputs)) {
      if (output.kind !== 'tree') outputs.set(path, output)
      else
        for (const [below, entry] of await entriesOf(output.oid, source))
          outputs.set(`${path}/${below}`, entry)
    }
  }
  return {
    paths: [...new Set([...outputs.keys(), ...(tree?.paths() ?? [])])],
    readText: async (path) => {
      const output = outputs.get(path)
      if (!output) return tree?.readText(path)
      if (output.bytes > MOST_BYTES) return undefined
      const bytes = await tryRead(reader, output.oid)
      return bytes && Buffer.from(bytes).toString('utf8')
    },
  }
}

async function entriesOf(
  root: Digest,
  source: ModelPlotsInput['source'],
): Promise<readonly (readonly [string, Pick<Output, 'oid' | 'bytes'>])[]> {
  const bundle = await tryTree(root, source)
  if (!bundle) return []
  const found: (readonly [string, Pick<Output, 'oid' | 'bytes'>])[] = []
  const visit = (oid: Digest, prefix: string): void => {
    for (const entry of bundle.trees.get(oid) ?? []) {
      if (found.length >= MOST_FILES) return
      if (entry.kind === 'tree') visit(entry.oid, `${prefix}${entry.name}/`)
      else found.push([`${prefix}${entry.name}`, entry])
    }
  }
  visit(root, '')
  return found
}

/** A tree that no store has whole has no plots to show. */
async function tryTree(root: Digest, source: ModelPlotsInput['source']): Promise<TreeBundle | undefined> {
  try {
    return await source.readTree(root)
  } catch (error) {
    const missing = ['store/object-missing', 'store/object-corrupt']
    if (error instanceof SlipwayError && missing.includes(error.code)) return undefined
    throw error
  }
}
