import { readableDomains } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { openPullRequests } from '@slipway/github'
import type { GcRoot, Store } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { type Forge, openForge } from '../open-forge.ts'
import { type PlannedTip, planRoots } from './plan-roots.ts'
import { pointerRoots } from './pointer-roots.ts'
import { type ModelJsonSource, releaseRoots } from './release-roots.ts'
import { releasedModelJson } from './released-model-json.ts'

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
  const forge = shared ? await openForge(context) : undefined
  const pulls = forge ? await fetchPulls(forge) : []
  const tips: readonly PlannedTip[] = (await repository.tips()).map((tip) => ({
    ...tip,
    reason: 'branch',
    domains: readableDomains('dev'),
  }))
  return [
    ...(await releaseRoots(await repository.tags(), store, forge && modelJsonOf(forge))),
    ...(await pointerRoots(repository, { history, tips, pulls }, context.progress)),
    ...(await planRoots(repository, store, [...pulls, ...tips], context)),
  ]
}

function modelJsonOf({ github }: Forge): ModelJsonSource {
  return (tag, digest) => releasedModelJson(github, tag, digest)
}

/** Fetches all branches and tags of origin, and what the open pull requests are: their heads and test merges. */
async function fetchPulls({ github, repository }: Forge): Promise<readonly PlannedTip[]> {
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
