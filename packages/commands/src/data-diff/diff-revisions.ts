import { POINTER_SUFFIX } from '@slipway/core'
import type { Context } from '../context.ts'
import { notAdded } from '../data-target.ts'
import { commandError } from '../error.ts'
import { type OpenWorkspace, openWorkspace } from '../open-workspace.ts'
import { changedPointers } from './changed-pointers.ts'
import { comparedRevisions } from './compared-revisions.ts'
import { type DiffLimits, diffPointer, type TargetDiff } from './diff-pointer.ts'

export interface DataDiffResult {
  /** Commit ids; null for the work tree. */
  readonly from: string
  readonly to: string | null
  readonly targets: readonly TargetDiff[]
}

const LIMITS: DiffLimits = { files: 5_000_000, tables: 50 }

/** @throws data/range-invalid, data/target-invalid, data/not-added, git/rev-unknown */
export async function diffRevisions(context: Context, words: readonly string[]): Promise<DataDiffResult> {
  const open = await openWorkspace(context)
  const { repository } = open
  const { from, to, targets } = await comparedRevisions(words, open, context.cwd)
  const [before, after] = [
    await repository.tree(from),
    await (to === undefined ? repository.workTree() : repository.tree(to)),
  ]
  const isThere = (target: string) => [before, after].some((tree) => tree.file(target + POINTER_SUFFIX))
  const absent = targets.find((target) => !isThere(target))
  if (absent !== undefined) throw unknownWord(absent, words, open)
  const changed = await changedPointers(before, after, targets.length > 0 ? targets : undefined)
  const diffs: TargetDiff[] = []
  for (const pointer of changed) {
    context.signal.throwIfAborted()
    diffs.push(await diffPointer(pointer, open.source, LIMITS))
  }
  return {
    from: await repository.resolve(from),
    to: to === undefined ? null : await repository.resolve(to),
    targets: diffs,
  }
}

/** The error of a word that names nothing; the first may have been meant as a commit. */
function unknownWord(
  target: string,
  [first = '', ...others]: readonly string[],
  { project }: OpenWorkspace,
): Error {
  const error = notAdded(target, project)
  if (others.includes(target)) return error
  return commandError(
    'data/range-invalid',
    `Cannot compare "${first}": it is no commit here and no target; expected A..B, a commit, or a versioned file or folder`,
    { ...(error.hint === undefined ? {} : { hint: error.hint }) },
  )
}
