import { POINTER_SUFFIX, type Pointer, parsePointer, SlipwayError } from '@slipway/core'
import type { GitTip, Repository } from '@slipway/git'
import type { GcRoot } from '@slipway/store'
import type { Progress } from '../context.ts'

export interface PointerPlaces {
  /** `all`: every version that a pointer ever had, in any commit; `tips`: those at the ends of refs, and in the work tree. */
  readonly history: 'all' | 'tips'
  readonly tips: readonly GitTip[]
  /** Commits of pull requests, which no ref of the clone leads to. */
  readonly pulls: readonly GitTip[]
}

/** What pointers name, in Git and in the work tree. */
export async function pointerRoots(
  repository: Repository,
  { history, tips, pulls }: PointerPlaces,
  progress: Progress,
): Promise<readonly GcRoot[]> {
  const roots = new Map<string, GcRoot>()
  const add = (pointer: Pointer | undefined, reason: GcRoot['reason']) => {
    if (pointer && !roots.has(pointer.oid))
      roots.set(pointer.oid, { reason, of: 'output', digest: pointer.oid })
  }
  const ofTree = async (rev: string | undefined, reason: GcRoot['reason']) => {
    const tree = rev === undefined ? await repository.workTree() : await repository.tree(rev)
    for (const path of tree.paths()) {
      const text = path.endsWith(POINTER_SUFFIX) ? await tree.readText(path) : undefined
      if (text !== undefined) add(tryPointer(text, path, progress), reason)
    }
  }
  await ofTree(undefined, 'pointer')
  if (history === 'tips') for (const { commit } of tips) await ofTree(commit, 'pointer')
  for (const { commit } of pulls) await ofTree(commit, 'pull request')
  if (history === 'all') {
    const revisions = pulls.map(({ commit }) => commit)
    for (const { oid, path } of await repository.fileVersions(`*${POINTER_SUFFIX}`, revisions))
      add(tryPointer(await repository.readBlob(oid), path, progress), 'pointer')
  }
  return [...roots.values()]
}

/** A file with the ending of a pointer that is none never stood for data that could be had through it. */
function tryPointer(text: string, path: string, progress: Progress): Pointer | undefined {
  try {
    return parsePointer(text, path)
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'core/pointer-invalid') throw error
    if (text.startsWith('version slipway/')) progress.warn(`Passed over: ${error.message}`)
    return undefined
  }
}
