import { readableDomains } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { openPullRequests } from '@slipway/github'
import type { GcRoot, Store } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { openForge } from '../open-forge.ts'
import { type PlannedTip, planRoots } from './plan-roots.ts'
import { pointerRoots } from './pointer-roots.ts'
import { releaseRoots } from './release-roots.ts'

export interface RootOptions {
  readonly history: 'all' | 'tips'
  /** The store that everybody shares: refs and pull requests are fetched first. */
  readonly shared: boolean
}

/**
 * Everything in Git and on GitHub that leads to objects of a store.
 * @throws gc/clone-shallow, gc/release-unreadable, forge/token-missing, git/failed, the errors of GitHub's API: with part of
 *   the roots nothing may be deleted
 */
export async function gatherRoots(
  context: Context,
  repository: Repository,
  store: Store,
  { history, shared }: RootOptions,
): Promise<readonly GcRoot[]> {
  if (await repository.isShallow()) {
    throw commandError(
      'gc/clone-shallow',
      'Cannot collect: this clone is shallow, and commits that it lacks may name what would be deleted; expected all of history',
      { hint: 'Run `git fetch --unshallow --tags`; in a workflow, check out with `fetch-depth: 0`' },
    )
  }
  const pulls = shared ? await fetchPulls(context) : []
  const tips: readonly PlannedTip[] = (await repository.tips()).map((tip) => ({
    ...tip,
    reason: 'plan',
    domains: readableDomains('dev'),
  }))
  return [
    ...(await releaseRoots(await repository.tags(), store, shared)),
    ...(await pointerRoots(repository, { history, tips, pulls }, context.progress)),
    ...(await planRoots(repository, store, [...pulls, ...tips], context)),
  ]
}

/** Fetches all branches and tags of origin, and what the open pull requests are: their heads and test merges. */
async function fetchPulls(context: Context): Promise<readonly PlannedTip[]> {
  const { github, repository } = await openForge(context)
  await repository.fetch(['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'])
  const tips: PlannedTip[] = []
  for (const { number } of await openPullRequests(github)) {
    // A pull request that conflicts with its base has no test merge.
    const refs = await repository.remoteRefs([`refs/pull/${number}/head`, `refs/pull/${number}/merge`])
    if (refs.size === 0) continue
    await repository.fetch([...refs.keys()])
    for (const [name, oid] of refs) {
      const { tree, parents } = await repository.commit(oid)
      tips.push({
        name,
        commit: oid,
        tree,
        reason: 'pull request',
        domains: readableDomains(`pr-${number}`),
        base: name.endsWith('/merge') ? parents[0] : undefined,
      })
    }
  }
  return tips
}
