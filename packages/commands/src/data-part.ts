import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { entryAt, type Output, type Pointer, SlipwayError, type TreeBundle } from '@slipway/core'
import { partOfTree, type Store, type Transferred, type TreePart } from '@slipway/store'
import { findPointer } from './data-target.ts'
import { commandError } from './error.ts'
import { fetchFiles } from './fetch-files.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/** A path inside a target, with the tree of the whole target as its pointer names it. */
interface InnerPath {
  readonly target: string
  readonly pointer: Pointer
  readonly bundle: TreeBundle
  /** Below the target; empty for the target itself. */
  readonly inner: string
}

/**
 * Whether what is at a path of a target is that part of an output which was fetched on purpose, and nothing else.
 * @param output what the pointer says of the path
 */
export async function isPartHere(open: OpenWorkspace, path: string, output: Output): Promise<boolean> {
  const target = targetOf(open, path)
  const record = target === undefined ? undefined : open.workspace.readPart(target)
  const found = record && (await innerPath(open, path, output))
  if (!record || !found || output.kind !== 'tree') return false
  const below = found.inner === '' ? '' : `${found.inner}/`
  const paths = record.paths.filter((each) => each.startsWith(below)).map((each) => each.slice(below.length))
  const part = partOfTree({ root: output.oid, trees: found.bundle.trees }, paths)
  return open.workspace.matches(path, part.output)
}

/** The target around a path, where its pointer says of the path what `output` says, and its tree can be had. */
async function innerPath(open: OpenWorkspace, path: string, output: Output): Promise<InnerPath | undefined> {
  const target = targetOf(open, path)
  const pointer = target === undefined ? undefined : findPointer(open.repository.root, target)
  if (target === undefined || pointer?.kind !== 'tree') return undefined
  const inner = path.slice(target.length + 1)
  try {
    const bundle = await open.source.readTree(pointer.oid)
    return entryAt(bundle, inner)?.oid === output.oid ? { target, pointer, bundle, inner } : undefined
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'store/object-missing') return undefined
    throw error
  }
}

/** The part of a tree that will be here once these paths are added to what was fetched before. */
export function grownPart(
  { workspace, repository }: OpenWorkspace,
  target: string,
  bundle: TreeBundle,
  paths: readonly string[],
): TreePart & { readonly paths: readonly string[] } {
  const before = existsSync(join(repository.root, target)) ? workspace.readPart(target) : undefined
  const all = [...new Set([...(before?.paths ?? []), ...paths])]
  return { ...partOfTree(bundle, all), paths: all }
}

/**
 * Fetches a file or folder inside a target: a store holds the tree of the whole target, and none of a folder in it. Where the
 * target is not here, or in part, that is noted, so that the rest is not taken for removed.
 * @returns undefined where the path is inside no target
 */
export async function fetchInside(
  open: OpenWorkspace,
  path: string,
  output: Output,
  signal: AbortSignal,
): Promise<Transferred | undefined> {
  const { workspace, repository, local } = open
  const found = await innerPath(open, path, output)
  if (!found || found.inner === '') return undefined
  const { target, pointer, bundle, inner } = found
  const transferred = await fetchFiles(partOfTree(bundle, [inner]).list, open, signal)
  if (output.kind === 'tree') await local.writeTree({ root: output.oid, trees: bundle.trees })
  if (existsSync(join(repository.root, target)) && !workspace.readPart(target)) return transferred
  const part = grownPart(open, target, bundle, [inner])
  if (await holdsAll(local, part)) await local.writeTree(part.bundle)
  workspace.writePart(target, { oid: pointer.oid, part: part.output.oid, paths: part.paths })
  return transferred
}

/** A tree is a promise that its blobs are there; those of an earlier part may have gone since. */
async function holdsAll(store: Store, { list }: TreePart): Promise<boolean> {
  for (const { oid, bytes } of list) if ((await store.blobSize(oid)) !== bytes) return false
  return true
}

/**
 * A part must not become the next version of the whole.
 * @throws data/partial
 */
export async function refusePart({ workspace, repository }: OpenWorkspace, target: string): Promise<void> {
  const record = workspace.readPart(target)
  if (!record) return
  if (!existsSync(join(repository.root, target))) workspace.removePart(target)
  else if (await workspace.matches(target, { kind: 'tree', oid: record.oid, bytes: 0 }))
    workspace.removePart(target)
  else
    throw commandError(
      'data/partial',
      `Cannot add "${target}": only a part of it was pulled, and the rest would count as removed; expected the whole target`,
      { hint: `Get the rest first: slipway data pull ${target}` },
    )
}

/** Whether the target is here as the part that was pulled of what its pointer names now. */
export function isPartOf(
  { workspace }: OpenWorkspace,
  target: string,
  pointer: Pointer,
  found: Output,
): boolean {
  const record = workspace.readPart(target)
  return record?.oid === pointer.oid && record.part === found.oid
}

function targetOf({ project }: OpenWorkspace, path: string): string | undefined {
  return project.data.find((target) => path === target || path.startsWith(`${target}/`))
}
