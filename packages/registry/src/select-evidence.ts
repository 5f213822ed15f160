import type { Claims, Digest, RunRecord } from '@slipway/core'
import { movedInputs, renderMoved } from './moved-inputs.ts'
import type { Evidence, PromotionFacts, ReviewedVerdict } from './promotion-facts.ts'
import type { Candidate, MovedInput, PromotionPlan, Released, UnreleasedCode } from './promotion-plan.ts'
import { releasedAlready } from './released-already.ts'

/** The evidence that covers the merged tree; what is left is to compute its verdict again. */
export interface Selection {
  readonly kind: 'selected'
  readonly evidence: Evidence
  readonly claim: Claims['models'][string]
  readonly released: Released
  /** The gate to judge by: that of the commit before the merge, or the new model's own. */
  readonly gate: Digest
  /** The verdict on these bytes that was reviewed, against this champion and by this gate. */
  readonly reviewed: ReviewedVerdict | null
  /** Why there is none. */
  readonly unreviewed: { readonly code: UnreleasedCode; readonly reason: string } | null
}

/**
 * First step of a promotion: finds, among what GitHub vouches for, the run of exactly this tree; or says what else
 * there is to do. Pure and total.
 */
export function selectEvidence(facts: PromotionFacts): Selection | PromotionPlan {
  const covering = facts.evidence.flatMap((evidence) => coverage(facts, evidence))
  const trusted = covering.filter(({ evidence }) => evidence.claims.trusted)
  // Only `--again` makes a second attempt: somebody wants another model of the same work.
  const again = trusted.some(({ run }) => run.attempt > 1)
  if (facts.keys.run !== null && !again) {
    const known = releasedAlready(facts, 'run', facts.keys.run)
    if (known) return known
  }
  const done = trusted.map(({ released }) => releasedAlready(facts, 'model', released.model))
  const selections = trusted
    .filter((_, index) => done[index] === undefined)
    .map((candidate) => withReview(facts, candidate))
  const selection = selections.find(({ reviewed }) => reviewed !== null) ?? selections[0]
  const known = done.find((plan) => plan?.kind === 'publish') ?? done.findLast((plan) => plan !== undefined)
  return selection ?? known ?? uncovered(facts, covering.length > 0)
}

interface Coverage {
  readonly evidence: Evidence
  readonly claim: Claims['models'][string]
  readonly run: RunRecord
  readonly released: Released
}

/** The evidence's run of this model, if its keys are those of the merged tree. */
function coverage({ model }: PromotionFacts, evidence: Evidence): readonly Coverage[] {
  const claim = evidence.claims.models[model]
  const run = claim && evidence.records.get(claim.run)
  if (!run || run.key !== evidence.keys.run) return []
  const evaluation = claim.evaluation === null ? undefined : evidence.records.get(claim.evaluation)
  if (evaluation?.key !== evidence.keys.evaluation) return []
  const released: Released = {
    model: claim.model.oid,
    run: { key: run.key, record: claim.run },
    evaluation:
      evaluation === undefined || claim.evaluation === null
        ? null
        : { key: evaluation.key, record: claim.evaluation },
  }
  return [{ evidence, claim, run, released }]
}

function uncovered(facts: PromotionFacts, onlyForks: boolean): PromotionPlan {
  if (onlyForks)
    return unreleased('fork', 'Only a fork ran this tree, and its results decide nothing', 'train')
  if (facts.acceptance === null && isUntouched(facts))
    return {
      kind: 'nothing',
      code: 'untouched',
      reason: 'This commit changes nothing that the model is made of',
      version: null,
    }
  const [disbelieved] = facts.disbelieved
  if (disbelieved) return unreleased('not-vouched', disbelieved.reason, 'train')
  const near = facts.evidence.find(({ claims }) => Object.hasOwn(claims.models, facts.model))
  if (near) {
    const moved = movedInputs(facts, near)
    const judged = near.pullRequest === null ? `Run ${near.claims.run_id}` : `#${near.pullRequest}`
    const what = moved.length === 0 ? '' : `: ${moved.map(renderMoved).join(', ')} moved`
    return unreleased('not-run', `${judged} was judged on another tree${what}`, 'train', moved)
  }
  return unreleased('not-run', 'Nobody has run this tree', 'train')
}

function isUntouched({ before, keys }: PromotionFacts): boolean {
  return (
    before !== null &&
    keys.stages.length > 0 &&
    before.stages.length === keys.stages.length &&
    keys.stages.every(
      ({ stage, key }, index) => before.stages[index]?.stage === stage && before.stages[index]?.key === key,
    )
  )
}

function withReview(facts: PromotionFacts, { evidence, claim, released }: Coverage): Selection {
  const gate = facts.gate.before ?? facts.gate.after
  const champion = facts.champion?.model ?? null
  const onBytes = facts.reviewed.filter(
    ({ verdict }) =>
      verdict.challenger.model === released.model &&
      (verdict.challenger.evaluation?.key ?? null) === (released.evaluation?.key ?? null),
  )
  const onChampion = onBytes.filter(({ verdict }) => (verdict.champion?.model ?? null) === champion)
  const reviewed = onChampion.find(({ verdict }) => verdict.gate === gate) ?? null
  const selection = { kind: 'selected', evidence, claim, released, gate, reviewed } as const
  if (reviewed) return { ...selection, unreviewed: null }
  return { ...selection, unreviewed: whyUnreviewed(facts, onBytes, onChampion) }
}

function whyUnreviewed(
  { champion, gate, stage }: PromotionFacts,
  onBytes: readonly ReviewedVerdict[],
  onChampion: readonly ReviewedVerdict[],
): NonNullable<Selection['unreviewed']> {
  if (onBytes.length === 0) return { code: 'not-reviewed', reason: 'No verdict covers these bytes' }
  if (onChampion.length === 0) {
    const now = champion === null ? `nobody holds ${stage} now` : `${champion.version} holds ${stage} now`
    return { code: 'other-champion', reason: `The verdict was against another champion; ${now}` }
  }
  if (onChampion.some(({ verdict }) => verdict.gate === gate.after))
    return {
      code: 'gate-edited',
      reason: 'The pull request edited the gate, and its verdict used the edited one',
    }
  return { code: 'gate-moved', reason: 'The gate has changed since the verdict' }
}

export function unreleased(
  code: UnreleasedCode,
  reason: string,
  candidate: Candidate,
  moved: readonly MovedInput[] = [],
): PromotionPlan {
  return { kind: 'unreleased', code, reason, candidate, moved }
}
