import { lstatSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import {
  type Digest,
  hexOf,
  type Output,
  POINTER_SUFFIX,
  PROJECT_FILE,
  SlipwayError,
  type TreeFile,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { listFiles, treeOf } from '@slipway/store'
import type { Context } from '../context.ts'
import { findPointer, pathInRepository } from '../data-target.ts'
import { commandError } from '../error.ts'
import { failedTarget, type ImportedTarget } from '../imported-target.ts'
import { type OpenWorkspace, openWorkspace, readProjectFile } from '../open-workspace.ts'
import { planProjectFile, recordTarget } from '../record-target.ts'
import { shellWord } from '../shell-word.ts'
import { type LfsPointer, tryParseLfsPointer } from './parse-lfs-pointer.ts'
import { exceptFromLfs, withoutLfs } from './plan-attributes.ts'
import { type LfsTarget, planLfsTargets } from './plan-lfs-targets.ts'

export interface LfsImportResult {
  readonly targets: readonly ImportedTarget[]
  /** Files in Git that were written, for `git add`. */
  readonly written: readonly string[]
  /** Targets that Git tracks itself still, for `git rm --cached`. */
  readonly tracked: readonly string[]
  /** How many files stay in LFS, so that the lines of .gitattributes stay too. */
  readonly staying: number
}

export interface LfsImportRequest {
  readonly paths: readonly string[]
  readonly dryRun: boolean
}

/** Makes versioned targets of files in Git LFS, which goes by the same digest; every byte is hashed all the same. */
export async function importLfs(context: Context, request: LfsImportRequest): Promise<LfsImportResult> {
  const open = await openWorkspace(context)
  const { repository } = open
  const { root } = repository
  // What is not committed is nobody's version yet, and without `git lfs` Git would take a file's content for the file.
  const tree = await repository.tree('HEAD')
  const tracked = [...tree.paths()]
  const filters = await repository.attribute('filter', tracked)
  const inLfs = new Set([...filters].flatMap(([path, filter]) => (filter === 'lfs' ? [path] : [])))
  const asked = request.paths.map((path) => pathInRepository(path, { root, cwd: context.cwd }))
  const plan = planLfsTargets(tracked, inLfs, asked)
  refuseUnclear(plan, inLfs)
  const before = readProjectFile(root)
  planProjectFile(
    before,
    plan.targets.map(({ target }) => target),
  )
  if (request.dryRun) {
    const targets = plan.targets.map(({ target }) => ({ target, from: 'Git LFS', state: 'planned' }) as const)
    return { targets, written: [], tracked: [], staying: 0 }
  }
  const objects = await repository.lfsFolder()
  const written: string[] = []
  const targets: ImportedTarget[] = []
  for (const each of plan.targets)
    targets.push(await importTarget(each, open, tree, objects, context, written))
  const arrived = targets.filter(({ state }) => state !== 'failed').map(({ target }) => target)
  const project = planProjectFile(before, arrived)
  if (project !== before) {
    open.workspace.replaceFile(PROJECT_FILE, project)
    written.push(PROJECT_FILE)
  }
  const here = new Set(arrived)
  const moved = plan.targets
    .filter(({ target }) => here.has(target))
    .reduce((sum, { files }) => sum + files.length, 0)
  const staying = inLfs.size - moved
  await rewriteAttributes(open, tracked, arrived, staying, written)
  const left = []
  for (const target of arrived) if (await repository.tracks(target)) left.push(target)
  return { targets, written: [...new Set(written)], tracked: left, staying }
}

async function importTarget(
  { target, kind, files }: LfsTarget,
  open: OpenWorkspace,
  tree: GitTree,
  objects: string,
  context: Context,
  written: string[],
): Promise<ImportedTarget> {
  const from = 'Git LFS'
  const { local, repository, workspace } = open
  const task = context.progress.task(`Importing ${target}`, undefined, 'bytes')
  try {
    const count = { moved: { objects: 0, bytes: 0 }, present: { objects: 0, bytes: 0 } }
    const list: TreeFile[] = []
    for (const path of files) {
      context.signal.throwIfAborted()
      const pointer = tryParseLfsPointer((await tree.readText(path)) ?? '-')
      if (!pointer) throw noPointer(path)
      const created = await take(open, path, pointer, objects)
      const amount = created ? count.moved : count.present
      amount.objects++
      amount.bytes += pointer.bytes
      task.advance(pointer.bytes)
      const executable = tree.file(path)?.mode === '100755'
      const inner = kind === 'file' ? '' : path.slice(target.length + 1)
      list.push({ path: inner, kind: executable ? 'executable' : 'file', ...pointer })
    }
    const bundle = kind === 'folder' ? treeOf(list) : undefined
    if (bundle) await local.writeTree(bundle)
    const [first] = list
    const output: Output = bundle
      ? { kind: 'tree', oid: bundle.root, bytes: bundle.bytes }
      : { kind: first?.kind ?? 'file', oid: first?.oid as Digest, bytes: first?.bytes ?? 0 }
    const before = findPointer(repository.root, target)
    if (before && before.oid !== output.oid)
      return { target, from, state: 'kept', ...output, files: list.length, ...count }
    const { state } = await recordTarget(open, context, target, { output, files: list.length }, written)
    // Only where nothing but pointers of LFS would be lost: they are in Git, and say the same.
    if (holdsOnlyPointers(repository.root, target, kind, list))
      await workspace.restore(target, output, open.source)
    return { target, from, state, ...output, files: list.length, ...count }
  } catch (error) {
    return failedTarget(target, from, error)
  } finally {
    task.done()
  }
}

/** Stores the content of one file: from the work tree where it is the same, else from LFS's own objects. */
async function take(
  { local, repository }: OpenWorkspace,
  path: string,
  { oid, bytes }: LfsPointer,
  objects: string,
): Promise<boolean> {
  if ((await local.blobSize(oid)) === bytes) return false
  const hex = hexOf(oid)
  if (bytes === 0) return local.writeBlob(oid, 0, new Uint8Array())
  const places = [
    join(objects, 'objects', hex.slice(0, 2), hex.slice(2, 4), hex),
    join(repository.root, path),
  ]
  let damaged: SlipwayError | undefined
  for (const file of places) {
    const stats = lstatSync(file, { throwIfNoEntry: false })
    if (!stats?.isFile() || (file === places[1] && stats.size !== bytes)) continue
    try {
      return await local.writeBlob(oid, bytes, { file })
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.code !== 'store/object-corrupt') throw error
      if (file === places[0])
        damaged = commandError(
          'data/lfs-damaged',
          `Cannot import "${path}": the object of Git LFS "${file}" has other bytes; expected ${oid}`,
          { hint: 'Delete that file, run `git lfs fetch`, then import again', cause: error },
        )
    }
  }
  throw (
    damaged ??
    commandError(
      'data/not-stored',
      `Cannot import "${path}": its content ${oid} is neither in the work tree nor in "${objects}"`,
      { hint: 'Run `git lfs pull`, then import again' },
    )
  )
}

/** Whether all that the work tree has of a target are the pointers that Git has too. */
function holdsOnlyPointers(
  root: string,
  target: string,
  kind: LfsTarget['kind'],
  list: readonly TreeFile[],
): boolean {
  const path = join(root, target)
  try {
    const names = kind === 'file' ? [''] : listFiles(path)
    const byPath = new Map(list.map((file) => [file.path, file]))
    return names.every((name) => {
      const file = name === '' ? path : join(path, name)
      if (lstatSync(file).size >= 1024) return false
      return tryParseLfsPointer(readFileSync(file, 'utf8'))?.oid === byPath.get(name)?.oid
    })
  } catch (error) {
    // What cannot be listed or read is not ours to replace.
    if (error instanceof SlipwayError || (error as NodeJS.ErrnoException).code !== undefined) return false
    throw error
  }
}

/** Takes LFS's lines out once it holds nothing more; before that, takes out what we wrote, which must not go there. */
async function rewriteAttributes(
  { repository, workspace }: OpenWorkspace,
  tracked: readonly string[],
  targets: readonly string[],
  staying: number,
  written: string[],
): Promise<void> {
  const change = (file: string, rewrite: (text: string) => string) => {
    const path = join(repository.root, file)
    const before = lstatSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : ''
    const after = rewrite(before)
    if (after === before) return
    workspace.replaceFile(file, after)
    written.push(file)
  }
  if (staying === 0)
    for (const file of tracked.filter((path) => posix.basename(path) === '.gitattributes'))
      change(file, withoutLfs)
  const ours = targets.flatMap((target) => [
    target + POINTER_SUFFIX,
    posix.join(posix.dirname(target), '.gitignore'),
  ])
  const caught = await repository.attribute('filter', [...new Set(ours)])
  for (const [file, filter] of caught) {
    const name = posix.basename(file)
    const pattern = name.endsWith(POINTER_SUFFIX) ? `/*${POINTER_SUFFIX}` : `/${name}`
    if (filter === 'lfs')
      change(posix.join(posix.dirname(file), '.gitattributes'), (text) => exceptFromLfs(text, pattern))
  }
}

function refuseUnclear(
  { mixed, unknown }: ReturnType<typeof planLfsTargets>,
  inLfs: ReadonlySet<string>,
): void {
  const [first] = mixed
  if (first)
    throw commandError(
      'data/target-invalid',
      `Cannot import "${first.path}" as one target: "${first.file}" in it is in Git and not in LFS; expected a folder that LFS holds whole`,
      { hint: `Name what is in LFS: slipway data import lfs --dry-run` },
    )
  if (unknown.length === 0) return
  const what = unknown.map((path) => `"${path}"`).join(', ')
  throw commandError(
    'data/target-invalid',
    `Cannot import ${what}: ${inLfs.size === 0 ? 'no tracked file has "filter=lfs" in .gitattributes' : 'LFS holds nothing there'}; expected a file or folder in LFS`,
    {
      hint: `See what there is: git lfs ls-files${unknown.map((path) => ` --include ${shellWord(path)}`).join('')}`,
    },
  )
}

function noPointer(path: string): Error {
  return commandError(
    'data/target-invalid',
    `Cannot import "${path}": Git holds the file itself; expected a pointer of LFS, as .gitattributes says`,
    { hint: `Run \`git add --renormalize ${shellWord(path)}\` and commit, then import again` },
  )
}
