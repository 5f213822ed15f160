import { type GitPerson, readCommit, readLog, writeCommit } from './commits.ts'
import type { GitDirectory } from './git-directory.ts'

/** Nobody in particular: for commits that exist only to say what a merge starts from. */
const SCAFFOLD = { name: 'merge', email: 'merge@localhost', date: '2000-01-01T00:00:00Z' }

/** The tree of a merge of two commits, or undefined where they conflict. */
export async function mergedTree(
  git: GitDirectory,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const outcome = await git.attempt(['merge-tree', '--write-tree', '--no-messages', ours, theirs])
  return outcome.status === 0 ? outcome.stdout.toString().trim().split('\n')[0] : undefined
}

/**
 * Puts the commits, one after the other, on top of another commit, as `git rebase` does; merges are left out.
 * @param commits oldest first
 * @returns the new commits, or undefined where one conflicts
 */
export async function rebaseCommits(
  git: GitDirectory,
  commits: readonly string[],
  onto: string,
  committer: GitPerson & { readonly date: string },
): Promise<readonly string[] | undefined> {
  const rebased: string[] = []
  let tip = onto
  for (const oid of commits) {
    const commit = (await readLog(git, ['-1', oid]))[0]
    if (commit === undefined || commit.parents.length > 1) continue
    const tree = await pickedTree(git, oid, commit.parents[0], tip)
    if (tree === undefined) return undefined
    tip = await writeCommit(git, {
      tree,
      parents: [tip],
      author: commit.author,
      committer,
      message: commit.message,
    })
    rebased.push(tip)
  }
  return rebased
}

/**
 * The tree of `tip` with what `oid` changed against its parent. A stand-in for the tip, made a child of that parent,
 * lets Git find the parent as the merge base (`merge-tree --merge-base` came only with Git 2.40).
 */
async function pickedTree(
  git: GitDirectory,
  oid: string,
  parent: string | undefined,
  tip: string,
): Promise<string | undefined> {
  if (parent === undefined) return mergedTree(git, tip, oid)
  const tree = (await readCommit(git, tip))?.tree ?? ''
  const scaffold = await writeCommit(git, {
    tree,
    parents: [parent],
    author: SCAFFOLD,
    committer: SCAFFOLD,
    message: 'start of a pick',
  })
  return mergedTree(git, scaffold, oid)
}
