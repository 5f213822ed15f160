import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_FILE } from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { DvcImport, type Imported } from '@slipway/store'
import type { Context } from '../context.ts'
import { findPointer, pathInRepository } from '../data-target.ts'
import { commandError } from '../error.ts'
import { failedTarget, type ImportedTarget } from '../imported-target.ts'
import { listDataTarget } from '../list-data-target.ts'
import { type OpenWorkspace, openWorkspace, readProjectFile } from '../open-workspace.ts'
import { recordTarget } from '../record-target.ts'
import { shellWord } from '../shell-word.ts'
import { DvcPlaces } from './dvc-places.ts'
import type { DvcLeftOut, DvcOut } from './parse-dvc-file.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { readDvcFiles } from './read-dvc-files.ts'
import type { StageLeftOut } from './translate-stages.ts'

export interface DvcImportResult {
  readonly targets: readonly ImportedTarget[]
  readonly leftOut: readonly DvcLeftOut[]
  readonly stages: {
    /** Written into slipway.yaml, or to be written. */
    readonly added: readonly string[]
    /** Of a name that slipway.yaml has already. */
    readonly kept: readonly string[]
    readonly leftOut: readonly StageLeftOut[]
  }
  /** Files in Git that were written, for `git add`. */
  readonly written: readonly string[]
  /** Files of DVC's that nothing needs any more, for `git rm`. */
  readonly done: readonly string[]
}

export interface DvcImportRequest {
  readonly paths: readonly string[]
  readonly remote: string | undefined
  readonly withStages: boolean
  readonly dryRun: boolean
}

/** Makes versioned targets and stages of what DVC's files in the work tree say; they stay as they are. */
export async function importDvc(context: Context, request: DvcImportRequest): Promise<DvcImportResult> {
  const open = await openWorkspace(context)
  const { root } = open.repository
  const tree = await open.repository.workTree()
  const before = readProjectFile(root)
  const files = await readDvcFiles(tree)
  const paths = request.paths.map((path) => pathInRepository(path, { root, cwd: context.cwd }))
  const plan = planImport(files, before, { paths, withStages: request.withStages }, trackedIn(tree))
  if (plan.outs.length + plan.stages.length + plan.leftOut.length + plan.stagesKept.length === 0)
    throw nothingThere(request.paths)
  const stages = {
    added: plan.stages.map(({ name }) => name),
    kept: plan.stagesKept,
    leftOut: plan.stagesLeftOut,
  }
  const { leftOut } = plan
  if (request.dryRun) {
    const targets = plan.outs.map(
      ({ path, file }) => ({ target: path, from: file, state: 'planned' }) as const,
    )
    return { targets, leftOut, stages, written: [], done: [] }
  }
  const places = new DvcPlaces(open, tree, context, request.remote)
  const written: string[] = []
  const targets: ImportedTarget[] = []
  for (const out of plan.outs) targets.push(await importOut(out, open, places, context, written))
  writeProject(open, before, plan, targets, written)
  await warnAboutTracked(open, plan, context)
  return { targets, leftOut, stages, written: [...new Set(written)], done: doneFiles(plan, targets) }
}

async function importOut(
  out: DvcOut,
  open: OpenWorkspace,
  places: DvcPlaces,
  context: Context,
  written: string[],
): Promise<ImportedTarget> {
  const { path: target, file: from, md5 } = out
  const { root } = open.repository
  const task = context.progress.task(`Importing ${target}`, undefined, 'bytes')
  try {
    const before = findPointer(root, target)
    if (before?.md5 === md5 && (await open.local.hasOutput(before))) {
      const { kind, oid, files, bytes } = before
      return { target, from, state: 'unchanged', kind, oid, files, bytes }
    }
    const dvc = new DvcImport({
      store: open.local,
      places: await places.of(out),
      scratch: join(root, '.slipway', 'tmp'),
      warn: (line) => context.progress.warn(line),
      progress: (bytes) => task.advance(bytes),
      signal: context.signal,
    })
    const imported = await dvc.take(out, out.executable, join(root, target))
    const { output, files, moved, present } = imported
    if (before && before.md5 === undefined && before.oid !== output.oid)
      return { target, from, state: 'kept', ...output, files, moved, present }
    const { state } = await recordTarget(open, context, target, { output, files, md5 }, written)
    warnAboutWorkTree(open, target, imported, context)
    return { target, from, state, ...output, files, moved, present }
  } catch (error) {
    // What is wrong with one target is no reason to leave the others behind.
    return failedTarget(target, from, error)
  } finally {
    task.done()
  }
}

/** Lists the targets that arrived: a list must not promise what has no pointer. */
function writeProject(
  open: OpenWorkspace,
  before: string,
  plan: ImportPlan,
  targets: readonly ImportedTarget[],
  written: string[],
): void {
  const arrived = targets.filter(({ state }) => state !== 'failed').map(({ target }) => target)
  const after = arrived.reduce(listDataTarget, plan.project)
  if (after === before) return
  open.workspace.replaceFile(PROJECT_FILE, after)
  written.push(PROJECT_FILE)
}

/** Says where the work tree has something else than DVC's file; it stays, and it is nobody's but the user's to decide. */
function warnAboutWorkTree(
  { repository }: OpenWorkspace,
  target: string,
  { alike, files }: Imported,
  { progress }: Context,
): void {
  const path = join(repository.root, target)
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (!there || (alike === files && (!there.isDirectory() || countFiles(path) === files))) return
  const what = there.isSymbolicLink() ? 'is a link into DVC’s cache' : 'is not just what DVC’s file names'
  const word = shellWord(target)
  progress.warn(
    `"${target}" in the work tree ${what}, and was left as it is: see \`slipway data status ${word}\`; keep it with \`slipway data add ${word}\`, or replace it with \`slipway data pull ${word} --force\``,
  )
}

function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
    .length
}

/** A stage cannot run while Git tracks what it makes, as DVC allows for `cache: false`. */
async function warnAboutTracked(
  { repository }: OpenWorkspace,
  { stages }: ImportPlan,
  { progress }: Context,
): Promise<void> {
  for (const { name, outs } of stages)
    for (const out of outs)
      if (await repository.tracks(out))
        progress.warn(
          `stage "${name}" writes "${out}", which Git tracks: \`git rm -r --cached -- ${shellWord(out)}\`, and add it to .gitignore`,
        )
}

/** Files of DVC's all of whose outputs have arrived. */
function doneFiles(plan: ImportPlan, targets: readonly ImportedTarget[]): readonly string[] {
  const open = new Set([
    ...plan.leftOut.map(({ file }) => file),
    ...targets.filter(({ state }) => state === 'failed' || state === 'kept').map(({ from }) => from),
  ])
  const files = new Set(targets.map(({ from }) => from).filter((file) => file.endsWith('.dvc')))
  return [...files].filter((file) => !open.has(file)).sort()
}

function trackedIn(tree: GitTree): (path: string) => boolean {
  const loose = new Set(tree.untracked)
  return (path) => {
    if (tree.file(path)) return !loose.has(path)
    return tree.under(path).some((file) => !loose.has(`${path}/${file.path}`))
  }
}

function nothingThere(paths: readonly string[]): Error {
  return commandError(
    'data/target-invalid',
    `Cannot import ${paths.map((path) => `"${path}"`).join(', ') || 'from DVC'}: no file of DVC names it; expected a target of DVC's, or its .dvc file`,
    { hint: 'See what there is: slipway data import dvc --dry-run' },
  )
}
