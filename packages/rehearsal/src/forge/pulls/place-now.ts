import { diffTrees, type FileDiff } from '../git/diff.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { DiffPlace, ReviewComment } from '../state/review-comment.ts'
import { hunkAt, movedLine } from './diff-lines.ts'
import { pullStart } from './pull-start.ts'

interface Shown {
  readonly at: string
  readonly files: Promise<readonly FileDiff[]>
}

const shown = new WeakMap<PullRequest, Shown>()

/** What a pull request changes, read once for each pair of base and head. */
function filesOf(repository: ForgeRepository, pull: PullRequest): Promise<readonly FileDiff[]> {
  const at = `${pull.base.sha} ${pull.head.sha} ${pull.merged?.sha}`
  const known = shown.get(pull)
  if (known?.at === at) return known.files
  const files = pullStart(repository, pull).then((start) => diffTrees(repository.git, start, pull.head.sha))
  shown.set(pull, { at, files })
  return files
}

/** The hunk around a line of a pull request's diff; undefined where the diff does not show it. */
export async function hunkInPull(
  repository: ForgeRepository,
  pull: PullRequest,
  place: DiffPlace,
): Promise<string | undefined> {
  return hunkAt(await filesOf(repository, pull), place)
}

/** The line that a comment is about in today's diff; undefined where the comment is outdated. */
export async function lineNow(
  repository: ForgeRepository,
  pull: PullRequest,
  { place, commit }: ReviewComment,
): Promise<number | undefined> {
  const { git } = repository
  const head = pull.head.sha
  let line: number | undefined = place.line
  if (place.side === 'RIGHT' && commit !== head) {
    const args = ['diff', '--unified=0', '--no-color', '--no-ext-diff', commit, head, '--', place.path]
    line = movedLine(await git.text(args), line)
  }
  if (line === undefined) return undefined
  return (await hunkInPull(repository, pull, { ...place, line })) === undefined ? undefined : line
}
