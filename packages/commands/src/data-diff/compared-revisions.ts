import { SlipwayError } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { findPointer, resolveTargets } from '../data-target.ts'
import { commandError } from '../error.ts'
import type { OpenWorkspace } from '../open-workspace.ts'

/** What is compared: two revisions, or one with the work tree, and which targets; all of them where none is named. */
export interface Comparison {
  readonly from: string
  readonly to: string | undefined
  readonly targets: readonly string[]
}

/** `A..B`, `A..` and `..B`, as Git has them; a path like `../data` is none of them. */
const RANGE = /^(?:(.*[^/.])\.\.([^/.].*)?|\.\.([^/.].*))$/

/**
 * Reads the words of `data diff`: the first is a range, a revision or a target.
 * @throws data/range-invalid where it is none of them, or both of the last, data/target-invalid
 */
export async function comparedRevisions(
  words: readonly string[],
  { repository, project }: Pick<OpenWorkspace, 'repository' | 'project'>,
  cwd: string,
): Promise<Comparison> {
  const [first, ...others] = words
  const place = { root: repository.root, cwd, project }
  const targetsOf = (given: readonly string[]) => (given.length === 0 ? [] : resolveTargets(given, place))
  if (first === undefined) return { from: 'HEAD', to: undefined, targets: [] }
  const range = RANGE.exec(first)
  if (range)
    return { from: range[1] ?? 'HEAD', to: range[2] ?? range[3] ?? 'HEAD', targets: targetsOf(others) }
  if (!(await isCommit(repository, first))) return { from: 'HEAD', to: undefined, targets: targetsOf(words) }
  if (isVersioned(first, place)) {
    throw commandError(
      'data/range-invalid',
      `Cannot compare "${first}": it is a commit and a target; expected a word that is one of them`,
      { hint: `Write "./${first}" for the target, and "${first}~0" for the commit` },
    )
  }
  return { from: first, to: undefined, targets: targetsOf(others) }
}

function isVersioned(word: string, place: Parameters<typeof resolveTargets>[1]): boolean {
  try {
    return resolveTargets([word], place).some((target) => findPointer(place.root, target) !== undefined)
  } catch (error) {
    if (error instanceof SlipwayError) return false
    throw error
  }
}

async function isCommit(repository: Repository, rev: string): Promise<boolean> {
  try {
    await repository.resolve(rev)
    return true
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'git/rev-unknown') return false
    throw error
  }
}
