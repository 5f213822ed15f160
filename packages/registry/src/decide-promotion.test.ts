import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { decidePromotion } from './decide-promotion.ts'
import { foldTags } from './fold-tags.ts'
import type { PromotionFacts } from './promotion-facts.ts'
import type { PromotionPlan } from './promotion-plan.ts'
import { selectEvidence } from './select-evidence.ts'
import {
  ACCEPTANCE,
  CHAMPION_TAG,
  evidenceOf,
  promotionCase,
  review,
  verdictOf,
  versionTag,
  work,
} from './testing/promotion-case.ts'
import { tagLog } from './testing/tag-log.ts'

const merged = work()

/** Both steps, with the verdict computed again as given. */
function plan(overrides: Partial<PromotionFacts> = {}, recomputed = verdictOf(merged)): PromotionPlan {
  const facts = promotionCase(merged, overrides)
  const selection = selectEvidence(facts)
  return selection.kind === 'selected' ? decidePromotion(facts, selection, recomputed) : selection
}
const first = {
  registry: foldTags([]),
  champion: null,
  reviewed: [review(verdictOf(merged, { champion: null, outcome: 'cannot-tell' }))],
}
const firstVerdict = verdictOf(merged, { champion: null, outcome: 'cannot-tell' })

describe('decidePromotion() does with a cannot tell what the gate says', () => {
  const undecided = (rule: 'block' | 'allow') => {
    const verdict = { ...verdictOf(merged, { outcome: 'cannot-tell' }), on_cannot_tell: rule }
    return (overrides: Partial<PromotionFacts> = {}) =>
      plan({ reviewed: [review(verdict)], ...overrides }, verdict)
  }
  it('block: nobody can accept it', () => {
    expect(undecided('block')()).toMatchObject({ kind: 'refused', code: 'cannot-tell' })
    expect(undecided('block')({ acceptance: ACCEPTANCE })).toMatchObject({ kind: 'refused' })
  })
  it('allow: it is released without a sign-off, where it was reviewed', () => {
    expect(undecided('allow')()).toMatchObject({ kind: 'release', signoff: null })
    expect(undecided('allow')({ reviewed: [] })).toMatchObject({ kind: 'unreleased', code: 'not-reviewed' })
    const better = [review(verdictOf(merged))]
    expect(undecided('allow')({ reviewed: better })).toMatchObject({ code: 'verdict-differs' })
  })
})

describe('decidePromotion() releases', () => {
  it.each(['better', 'non-inferior'] as const)(
    'reviewed bytes that are %s, without a sign-off',
    (outcome) => {
      const verdict = verdictOf(merged, { outcome })
      expect(plan({ reviewed: [review(verdict)] }, verdict)).toEqual({
        kind: 'release',
        version: 'v1.1.0',
        tag: 'm@v1.1.0',
        target: { kind: 'commit', commit: 'merged' },
        released: {
          model: merged.model,
          run: { key: merged.stages[0].key, record: merged.run },
          evaluation: { key: merged.stages[1].key, record: merged.evaluation },
        },
        verdict,
        signoff: null,
        artifactId: 7,
        draft: null,
      })
    },
  )

  it('without keeping an acceptance that nobody needed', () => {
    expect(plan({ acceptance: ACCEPTANCE })).toMatchObject({
      kind: 'release',
      signoff: null,
      verdict: { signoff: null },
    })
  })

  it('the run of a merge queue like that of a pull request', () => {
    const evidence = [evidenceOf(merged, { event: 'merge_group', pullRequest: null })]
    expect(plan({ evidence })).toMatchObject({ kind: 'release', signoff: null })
  })

  it('by the bump that was asked for', () => {
    expect(plan({ bump: 'major' })).toMatchObject({ version: 'v2.0.0' })
  })

  it('a second version of one commit on a commit of our own', () => {
    const registry = foldTags(
      tagLog(CHAMPION_TAG, ['m#prod#1', 'base'], ['m@v1.1.0', 'merged'], ['m@v1.1.0!', 'merged']),
    )
    expect(plan({ registry })).toMatchObject({
      tag: 'm@v1.2.0',
      target: { kind: 'detached', parent: 'merged', tree: 'tree-merged' },
    })
  })
})

describe('decidePromotion() asks for a sign-off, and keeps it', () => {
  it.each<[string, Partial<PromotionFacts>, ReturnType<typeof verdictOf>, string]>([
    ['first-release', first, firstVerdict, 'accept'],
    [
      'first-release',
      { champion: { version: 'v1.0.0', model: null } },
      verdictOf(merged, { champion: null }),
      'accept',
    ],
    [
      'cannot-tell',
      { reviewed: [review(verdictOf(merged, { outcome: 'cannot-tell' }))] },
      verdictOf(merged, { outcome: 'cannot-tell' }),
      'accept',
    ],
    [
      'not-reviewed',
      { evidence: [evidenceOf(merged, { event: 'workflow_dispatch', pullRequest: null })] },
      verdictOf(merged),
      'accept',
    ],
    ['not-reviewed', { reviewed: [] }, verdictOf(merged), 'compare'],
    [
      'other-champion',
      { reviewed: [review(verdictOf(merged, { champion: digestOf('older') }))] },
      verdictOf(merged),
      'compare',
    ],
    [
      'gate-moved',
      { reviewed: [review(verdictOf(merged, { gate: digestOf('older') }))] },
      verdictOf(merged),
      'compare',
    ],
    [
      'verdict-differs',
      { reviewed: [review(verdictOf(merged, { outcome: 'non-inferior' }))] },
      verdictOf(merged),
      'compare',
    ],
  ])('%s', (code, overrides, recomputed, candidate) => {
    expect(plan(overrides, recomputed)).toMatchObject({ kind: 'unreleased', code, candidate })
    expect(plan({ ...overrides, acceptance: ACCEPTANCE }, recomputed)).toMatchObject({
      kind: 'release',
      signoff: ACCEPTANCE,
      verdict: { ...recomputed, signoff: ACCEPTANCE },
    })
  })

  it('starts at v1.0.0', () => {
    expect(plan({ ...first, acceptance: ACCEPTANCE }, firstVerdict)).toMatchObject({ tag: 'm@v1.0.0' })
  })
})

describe('decidePromotion() does not release', () => {
  it('worse: accepted or not, first or not', () => {
    const worse = verdictOf(merged, { outcome: 'worse' })
    for (const acceptance of [null, ACCEPTANCE])
      expect(plan({ acceptance }, worse)).toEqual({ kind: 'refused', code: 'worse', reason: 'it is worse' })
    const firstWorse = verdictOf(merged, { outcome: 'worse', champion: null })
    expect(plan({ ...first, acceptance: ACCEPTANCE }, firstWorse)).toMatchObject({ code: 'worse' })
  })

  it('unchanged', () => {
    expect(plan({}, verdictOf(merged, { outcome: 'unchanged' }))).toMatchObject({
      kind: 'nothing',
      code: 'unchanged',
    })
  })

  it.each([
    ['other bytes', verdictOf(work('other'))],
    ['another champion', verdictOf(merged, { champion: digestOf('older') })],
    ['no champion', verdictOf(merged, { champion: null })],
    ['another gate', verdictOf(merged, { gate: digestOf('edited') })],
  ])('on a verdict about %s, accepted or not', (_, recomputed) => {
    for (const acceptance of [null, ACCEPTANCE])
      expect(plan({ acceptance }, recomputed)).toMatchObject({ kind: 'unreleased', code: 'verdict-differs' })
  })
})

describe('decidePromotion() goes on where an attempt was cut off', () => {
  const draft = { id: 3, tag: 'm@v1.1.0', draft: true, model: merged.model }

  it('with our own draft', () => {
    expect(plan({ releases: [draft] })).toMatchObject({ kind: 'release', version: 'v1.1.0', draft: 3 })
  })

  it('past a draft or a release that is about other bytes', () => {
    const other = { ...draft, model: digestOf('other') }
    expect(plan({ releases: [other] })).toMatchObject({ version: 'v1.2.0', draft: null })
    expect(plan({ releases: [{ ...other, model: null }] })).toMatchObject({ version: 'v1.2.0', draft: null })
    expect(plan({ releases: [{ ...draft, draft: false }] })).toMatchObject({ version: 'v1.2.0', draft: null })
    expect(plan({ releases: [{ ...draft, tag: 'n@v1.1.0' }] })).toMatchObject({
      version: 'v1.1.0',
      draft: null,
    })
  })

  it('past our own draft whose version somebody else took', () => {
    const registry = foldTags(
      tagLog(CHAMPION_TAG, ['m#prod#1', 'base'], versionTag('m@v1.1.0', 'x', { model: digestOf('other') })),
    )
    expect(plan({ registry, releases: [draft] })).toMatchObject({ version: 'v1.2.0', draft: null })
  })

  it('and then changes nothing', () => {
    const released = plan()
    if (released.kind !== 'release') throw new Error(released.kind)
    const registry = foldTags(
      tagLog(
        CHAMPION_TAG,
        ['m#prod#1', 'base'],
        versionTag(released.tag, 'merged', {
          model: released.released.model,
          run: released.released.run.key,
        }),
      ),
    )
    const published = { id: 3, tag: released.tag, draft: false, model: merged.model }
    expect(plan({ registry, releases: [published] })).toMatchObject({ kind: 'nothing', code: 'released' })
    // The stage follows the release, and the new champion does not change that.
    const champion = { version: released.version, model: merged.model }
    expect(plan({ registry, releases: [published], champion })).toMatchObject({
      kind: 'nothing',
      code: 'released',
    })
  })
})
