import type { Digest } from '@slipway/core'
import type { PromotionFacts } from './promotion-facts.ts'
import type { PromotionPlan } from './promotion-plan.ts'
import { digestsOf, type VersionDigests } from './tag-message.ts'

/**
 * The plan where the registry already has this work, found by one of the digests in a version's tag: nothing, or only
 * the draft to publish that an attempt left behind after it had made the tag. Undefined where it has not.
 */
export function releasedAlready(
  facts: PromotionFacts,
  by: keyof VersionDigests,
  digest: Digest,
): PromotionPlan | undefined {
  const versions = [...(facts.registry.artifacts.get(facts.model)?.versions.values() ?? [])]
  const same = versions.filter((version) => digestsOf(version)[by] === digest)
  const standing = same.findLast((version) => !version.takenBack)
  if (!standing) {
    const last = same.at(-1)
    if (!last) return undefined
    return {
      kind: 'nothing',
      code: 'taken-back',
      reason: `This is ${last.version}, which was taken back`,
      version: last.version,
    }
  }
  const { version, event } = standing
  const draft = facts.releases.find((release) => release.draft && release.tag === event.tag)
  if (draft) return { kind: 'publish', version, tag: event.tag, draft: draft.id }
  // By the tree: a second version stands on a commit of our own, with the tree of the one that it was made for.
  const here = event.tree === facts.tree
  return {
    kind: 'nothing',
    code: here ? 'released' : 'unchanged',
    reason: here ? `This commit is released as ${version}` : `${version} holds these bytes already`,
    version,
  }
}
