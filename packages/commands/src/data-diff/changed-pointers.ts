import { POINTER_SUFFIX, type Pointer, SlipwayError } from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { pointerIn } from '../data-target.ts'

/** One target's pointer on both sides; null where it is not there. */
export interface ChangedPointer {
  readonly target: string
  readonly before: Pointer | null
  readonly after: Pointer | null
  /** What is wrong with a pointer that cannot be read; its side is null. */
  readonly invalid: string | null
}

/**
 * The pointers that name other data in one tree than in the other, in byte order of their targets. Only those that differ are
 * read; one that nobody can read is a finding like others.
 * @param targets the only ones to look at; all without
 */
export async function changedPointers(
  before: GitTree,
  after: GitTree,
  targets?: readonly string[],
): Promise<readonly ChangedPointer[]> {
  const paths = targets
    ? targets.map((target) => target + POINTER_SUFFIX)
    : [...new Set([...before.paths(), ...after.paths()])]
        .filter((path) => path.endsWith(POINTER_SUFFIX))
        .sort()
  const changed: ChangedPointer[] = []
  for (const path of paths) {
    if (before.file(path)?.oid === after.file(path)?.oid) continue
    const target = path.slice(0, -POINTER_SUFFIX.length)
    const [old, now] = [await tryRead(before, target), await tryRead(after, target)]
    const pair = { target, before: old.pointer, after: now.pointer, invalid: now.invalid ?? old.invalid }
    if (pair.invalid !== null || !namesTheSame(pair)) changed.push(pair)
  }
  return changed
}

function namesTheSame({ before, after }: Pick<ChangedPointer, 'before' | 'after'>): boolean {
  return before?.oid === after?.oid && before?.kind === after?.kind
}

async function tryRead(
  tree: GitTree,
  target: string,
): Promise<{ readonly pointer: Pointer | null; readonly invalid: string | null }> {
  try {
    return { pointer: (await pointerIn(tree, target)) ?? null, invalid: null }
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'core/pointer-invalid')
      return { pointer: null, invalid: error.message }
    throw error
  }
}
