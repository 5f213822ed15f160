import type { SignOff, Verdict } from '@slipway/core'
import { nextVersion } from './next-version.ts'
import type { PromotionFacts } from './promotion-facts.ts'
import type { Candidate, PromotionPlan, TagTarget, UnreleasedCode } from './promotion-plan.ts'
import { type Selection, unreleased } from './select-evidence.ts'
import { formatTag, parseTag } from './tag-name.ts'

/**
 * Second step of a promotion: decides on the verdict that was computed again from the selected evidence's predictions,
 * against today's champion and by the selection's gate. Pure and total; repeating it on what it led to gives nothing
 * more to do.
 */
export function decidePromotion(
  facts: PromotionFacts,
  selection: Selection,
  recomputed: Verdict,
): PromotionPlan {
  const champion = facts.champion?.model ?? null
  if (
    recomputed.challenger.model !== selection.released.model ||
    (recomputed.champion?.model ?? null) !== champion ||
    recomputed.gate !== selection.gate
  )
    return unreleased(
      'verdict-differs',
      'The verdict that was computed again is about other bytes, another champion or another gate',
      'compare',
    )
  const why = recomputed.reasons[0] ?? ''
  if (recomputed.outcome === 'unchanged')
    return { kind: 'nothing', code: 'unchanged', reason: why, version: facts.champion?.version ?? null }
  if (recomputed.outcome === 'worse') return { kind: 'refused', code: 'worse', reason: why }
  if (recomputed.on_cannot_tell === 'block') return { kind: 'refused', code: 'cannot-tell', reason: why }
  const need = needsAcceptance(facts, selection, recomputed)
  if (need && facts.acceptance === null) return unreleased(need.code, need.reason, need.candidate)
  return release(facts, selection, recomputed, need ? facts.acceptance : null)
}

interface Need {
  readonly code: UnreleasedCode
  readonly reason: string
  readonly candidate: Candidate
}

/** Why a person must accept this, or undefined where a review and the verdict are enough. */
function needsAcceptance(facts: PromotionFacts, selection: Selection, recomputed: Verdict): Need | undefined {
  const { champion, stage } = facts
  if (champion === null)
    return {
      code: 'first-release',
      reason: `Nobody holds ${stage}, so there is nothing to compare with: a first release needs a sign-off`,
      candidate: 'accept',
    }
  if (champion.model === null)
    return {
      code: 'first-release',
      reason: `The tag of ${champion.version} names no digest, so it cannot be the baseline: a release needs a sign-off`,
      candidate: 'accept',
    }
  const { evidence, reviewed, unreviewed } = selection
  if (evidence.event !== 'pull_request' && evidence.event !== 'merge_group')
    return {
      code: 'not-reviewed',
      reason: 'This tree was run on the default branch, and nobody reviewed the result',
      candidate: 'accept',
    }
  if (unreviewed) return { ...unreviewed, candidate: 'compare' }
  if (reviewed && reviewed.verdict.outcome !== recomputed.outcome)
    return {
      code: 'verdict-differs',
      reason: `The reviewed verdict was ${reviewed.verdict.outcome}; computed again it is ${recomputed.outcome}`,
      candidate: 'compare',
    }
  if (recomputed.outcome === 'cannot-tell' && recomputed.on_cannot_tell !== 'allow')
    return { code: 'cannot-tell', reason: recomputed.reasons[0] ?? '', candidate: 'accept' }
  return undefined
}

function release(
  facts: PromotionFacts,
  selection: Selection,
  recomputed: Verdict,
  signoff: SignOff | null,
): PromotionPlan {
  const draft = ownDraft(facts, selection)
  const burnt = new Set(facts.releases.flatMap(({ tag }) => versionIn(tag, facts.model) ?? []))
  const version = draft?.version ?? nextVersion(facts.registry, facts.model, facts.bump, burnt)
  return {
    kind: 'release',
    version,
    tag: formatTag({ kind: 'registration', artifact: facts.model, version, counter: undefined }),
    target: targetOf(facts),
    released: selection.released,
    verdict: { ...recomputed, signoff },
    signoff,
    artifactId: selection.evidence.artifactId,
    draft: draft?.id ?? null,
  }
}

/** The draft that an earlier attempt made for these bytes, unless its version was taken meanwhile. */
function ownDraft(facts: PromotionFacts, selection: Selection): { id: number; version: string } | undefined {
  const versions = facts.registry.artifacts.get(facts.model)?.versions
  for (const { id, tag, draft, model } of facts.releases) {
    const version = versionIn(tag, facts.model)
    if (draft && model === selection.released.model && version !== undefined && !versions?.has(version))
      return { id, version }
  }
  return undefined
}

function versionIn(tag: string, model: string): string | undefined {
  const name = parseTag(tag)
  return name?.kind === 'registration' && name.artifact === model ? name.version : undefined
}

/** Two versions on one commit stop GTO for the whole repository, so a second one gets a commit of our own. */
function targetOf({ registry, model, commit, tree }: PromotionFacts): TagTarget {
  return registry.artifacts.get(model)?.atCommit.has(commit)
    ? { kind: 'detached', parent: commit, tree }
    : { kind: 'commit', commit }
}
