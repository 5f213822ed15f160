import { mergeBase } from '../git/commits.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** The commit at which a pull request's branch left its base: what its changes are shown against. */
export async function pullStart(repository: ForgeRepository, pull: PullRequest): Promise<string> {
  const [first] = pull.commits
  if (pull.merged && first !== undefined) {
    // After a merge commit the base holds the head, and would be where the branch left itself.
    const parents = await repository.git.lines(['rev-list', '--parents', '-1', first])
    return parents[0]?.split(' ')[1] ?? pull.base.sha
  }
  return (await mergeBase(repository.git, pull.base.sha, pull.head.sha)) ?? pull.base.sha
}
