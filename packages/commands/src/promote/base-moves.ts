import { SlipwayError } from '@slipway/core'
import { commitPaths, compareCommits, type GitHub } from '@slipway/github'
import type { PromotionFacts } from '@slipway/registry'

/** So many commits are read one by one; the latest are what people ask about. */
const READ = 20

/**
 * Commits that the default branch held before this merge and the judged head did not, oldest first, with what each changed.
 * They only explain a decision: where GitHub does not tell, nobody waits for it.
 * @param judged head of the pull request whose run is the evidence
 * @param before the commit that the default branch held before the merge
 */
export async function baseMoves(
  github: GitHub,
  judged: string,
  before: string | undefined,
): Promise<PromotionFacts['since']> {
  if (before === undefined) return []
  try {
    const { commits } = await compareCommits(github, judged, before)
    return await Promise.all(
      commits.slice(-READ).map(async ({ sha }) => ({ commit: sha, paths: await commitPaths(github, sha) })),
    )
  } catch (error) {
    if (error instanceof SlipwayError && error.kind === 'external') return []
    throw error
  }
}
