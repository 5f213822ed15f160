import { commitsBetween, mergeBase, writeCommit } from '../git/commits.ts'
import { diffTrees } from '../git/diff.ts'
import { mergedTree } from '../git/merge.ts'
import { type RefUpdate, writeRefs } from '../git/refs.ts'
import { WEB_FLOW } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'

/**
 * Brings a pull request up to date with its head and base branches: objects of a fork come into the base repository,
 * refs/pull/N/head and refs/pull/N/merge are set, commits and changes counted. While it conflicts there is no merge ref.
 */
export async function refreshPull(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
): Promise<void> {
  const { git } = repository
  const base = repository.branch(pull.base.ref)?.oid
  if (base === undefined) return
  if (pull.head.repository !== repository)
    await git.text([
      'fetch',
      '--quiet',
      '--no-tags',
      pull.head.repository.git.path,
      `refs/heads/${pull.head.ref}`,
    ])
  const head = pull.head.sha
  const start = (await mergeBase(git, base, head)) ?? base
  const files = await diffTrees(git, start, head)
  pull.commits = await commitsBetween(git, base, head)
  pull.changes = {
    files: files.length,
    additions: sum(files.map((file) => file.additions)),
    deletions: sum(files.map((file) => file.deletions)),
  }
  pull.testMerge = await testMerge(forge, repository, pull, base)
  pull.mergeable = pull.testMerge !== null
  const refs: RefUpdate[] = [
    { ref: `refs/pull/${pull.number}/head`, to: head },
    { ref: `refs/pull/${pull.number}/merge`, to: pull.testMerge },
  ]
  await writeRefs(git, refs)
  await repository.reloadRefs()
}

/** The merge of head and base; the one that is there, when neither moved. */
async function testMerge(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  base: string,
): Promise<string | null> {
  const { git } = repository
  const head = pull.head.sha
  const message = `Merge ${head} into ${base}`
  if (pull.testMerge !== null) {
    const parents = await git.text(['rev-list', '--parents', '-1', pull.testMerge])
    if (parents === `${pull.testMerge} ${base} ${head}`) return pull.testMerge
  }
  const tree = await mergedTree(git, base, head)
  if (tree === undefined) return null
  const date = forge.time()
  return writeCommit(git, {
    tree,
    parents: [base, head],
    author: { name: pull.author.name, email: pull.author.email, date },
    committer: { ...WEB_FLOW, date },
    message,
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
