import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { foldTags } from './fold-tags.ts'
import { selectEvidence } from './select-evidence.ts'
import {
  ACCEPTANCE,
  CHAMPION,
  CHAMPION_TAG,
  evidenceOf,
  GATE,
  keysOf,
  oid,
  promotionCase,
  review,
  verdictOf,
  versionTag,
  work,
} from './testing/promotion-case.ts'
import { type LoggedTag, tagLog } from './testing/tag-log.ts'

const merged = work()
const runOf = (of: typeof merged) => of.stages[0].key
const withTags = (...tags: readonly LoggedTag[]) =>
  foldTags(tagLog(CHAMPION_TAG, ['m#prod#1', 'base'], ...tags))

describe('selectEvidence() finds the run of exactly this tree', () => {
  it('with the verdict that was reviewed', () => {
    const facts = promotionCase(merged)
    expect(selectEvidence(facts)).toEqual({
      kind: 'selected',
      evidence: facts.evidence[0],
      claim: facts.evidence[0]?.claims.models.m,
      released: {
        model: merged.model,
        run: { key: merged.stages[0].key, record: merged.run },
        evaluation: { key: merged.stages[1].key, record: merged.evaluation },
      },
      gate: GATE,
      reviewed: facts.reviewed[0],
      unreviewed: null,
    })
  })

  it('for a model that no stage judges', () => {
    const { claims, ...evidence } = evidenceOf(merged)
    const models = { m: { ...claims.models.m, evaluation: null } } as typeof claims.models
    const unjudged = { ...evidence, claims: { ...claims, models } }
    const keys = { stages: [merged.stages[0]], run: runOf(merged), evaluation: undefined }
    expect(selectEvidence(promotionCase(merged, { evidence: [{ ...unjudged, keys }] }))).toMatchObject({
      kind: 'selected',
      released: { evaluation: null },
      unreviewed: { code: 'not-reviewed' },
    })
    expect(selectEvidence(promotionCase(merged, { evidence: [unjudged] }))).toMatchObject({ code: 'not-run' })
  })

  it('and prefers what was reviewed among several', () => {
    const other = evidenceOf(work('train', { attempt: 2 }), { artifactId: 8, pullRequest: 15 })
    const facts = promotionCase(merged, { evidence: [other, evidenceOf(merged)] })
    expect(selectEvidence(facts)).toMatchObject({ kind: 'selected', evidence: { artifactId: 7 } })
  })

  it('by the gate of the commit before the merge, or a new model by its own', () => {
    const after = digestOf('edited gate')
    expect(selectEvidence(promotionCase(merged, { gate: { before: GATE, after } }))).toMatchObject({
      gate: GATE,
      unreviewed: null,
    })
    expect(selectEvidence(promotionCase(merged, { gate: { before: null, after: GATE } }))).toMatchObject({
      gate: GATE,
      unreviewed: null,
    })
  })
})

describe('selectEvidence() says why a commit is unreleased', () => {
  it('not-run: names what moved since, in the first stage that differs, and the commit that moved it', () => {
    const judged = work('train', { lr: 0.1 })
    const now = work('train', { lr: 0.2 })
    const since = [
      { commit: oid('1'), paths: ['README.md'] },
      { commit: oid('2'), paths: ['params.yaml'] },
    ]
    const facts = promotionCase(now, { evidence: [evidenceOf(judged, { keys: keysOf(now) })], since })
    expect(selectEvidence(facts)).toEqual({
      kind: 'unreleased',
      code: 'not-run',
      candidate: 'train',
      reason: '#14 was judged on another tree: params.yaml:lr (2222222) moved',
      moved: [{ stage: 'train', what: 'param', name: 'params.yaml:lr', commit: oid('2') }],
    })
  })

  it('not-run: where another work made the same bytes', () => {
    const keys = { ...keysOf(merged), run: digestOf('run of other code') }
    const facts = promotionCase(merged, { keys, evidence: [evidenceOf(merged, { keys })] })
    expect(selectEvidence(facts)).toMatchObject({ code: 'not-run' })
  })

  it('not-run: where the later keys cannot be known', () => {
    const judged = work('train')
    const now = work('another')
    const keys = { stages: [now.stages[0]], run: runOf(now), evaluation: null }
    expect(
      selectEvidence(promotionCase(now, { keys, evidence: [evidenceOf(judged, { keys })] })),
    ).toMatchObject({
      code: 'not-run',
      moved: [{ stage: 'train', what: 'dep', name: 'src/train.py', commit: undefined }],
    })
    expect(
      selectEvidence(promotionCase(now, { keys: { ...keys, stages: [], run: null }, evidence: [] })),
    ).toMatchObject({ code: 'not-run', moved: [] })
  })

  it('fork: where only a fork ran it, accepted or not', () => {
    const evidence = [evidenceOf(merged, { trusted: false })]
    for (const acceptance of [null, ACCEPTANCE])
      expect(selectEvidence(promotionCase(merged, { evidence, acceptance }))).toMatchObject({
        kind: 'unreleased',
        code: 'fork',
        candidate: 'train',
      })
  })

  it('not-vouched: with the reason why the artifact was not believed', () => {
    const disbelieved = [{ runId: 1, pullRequest: 14, reason: 'The artifact names another head' }]
    expect(selectEvidence(promotionCase(merged, { evidence: [], disbelieved }))).toMatchObject({
      code: 'not-vouched',
      reason: 'The artifact names another head',
      candidate: 'train',
    })
  })

  it.each([
    ['not-reviewed', []],
    ['not-reviewed', [review(verdictOf(work('other bytes')))]],
    ['not-reviewed', [review(verdictOf({ ...merged, model: digestOf('other bytes of this run') }))]],
    ['other-champion', [review(verdictOf(merged, { champion: digestOf('an older champion') }))]],
    ['other-champion', [review(verdictOf(merged, { champion: null }))]],
    ['gate-moved', [review(verdictOf(merged, { gate: digestOf('older gate') }))]],
    ['gate-edited', [review(verdictOf(merged, { gate: digestOf('edited gate') }))]],
  ] as const)(
    '%s: where no reviewed verdict is on these bytes, this champion and this gate',
    (code, reviewed) => {
      const gate = { before: GATE, after: digestOf('edited gate') }
      expect(selectEvidence(promotionCase(merged, { reviewed, gate }))).toMatchObject({
        kind: 'selected',
        reviewed: null,
        unreviewed: { code },
        gate: GATE,
      })
    },
  )
})

describe('selectEvidence() finds nothing to do', () => {
  it('unchanged: where a version has this run key, though nobody ran the tree again', () => {
    const registry = withTags(versionTag('m@v1.1.0', 'x', { model: merged.model, run: runOf(merged) }))
    expect(selectEvidence(promotionCase(merged, { registry, evidence: [] }))).toMatchObject({
      kind: 'nothing',
      code: 'unchanged',
      version: 'v1.1.0',
    })
  })

  it('unchanged: where a version has these bytes under another key', () => {
    const registry = withTags(versionTag('m@v1.1.0', 'x', { model: merged.model }))
    expect(selectEvidence(promotionCase(merged, { registry }))).toMatchObject({
      kind: 'nothing',
      code: 'unchanged',
    })
  })

  it('released: where that version is of this very tree', () => {
    const registry = withTags(versionTag('m@v1.1.0', 'merged', { model: merged.model, run: runOf(merged) }))
    expect(selectEvidence(promotionCase(merged, { registry }))).toMatchObject({
      kind: 'nothing',
      code: 'released',
      version: 'v1.1.0',
    })
  })

  it('taken-back: where that version was taken back', () => {
    const registry = withTags(versionTag('m@v1.1.0', 'x', { model: merged.model, run: runOf(merged) }), [
      'm@v1.1.0!',
      'x',
    ])
    expect(selectEvidence(promotionCase(merged, { registry }))).toMatchObject({ code: 'taken-back' })
  })

  it('untouched: where the commit before had the same keys, unless somebody accepts', () => {
    const facts = promotionCase(merged, { evidence: [], before: { stages: merged.stages } })
    expect(selectEvidence(facts)).toMatchObject({ kind: 'nothing', code: 'untouched' })
    expect(selectEvidence({ ...facts, acceptance: ACCEPTANCE })).toMatchObject({ code: 'not-run' })
    expect(selectEvidence({ ...facts, evidence: [evidenceOf(merged)] })).toMatchObject({ kind: 'selected' })
    expect(selectEvidence({ ...facts, before: { stages: [merged.stages[0]] } })).toMatchObject({
      code: 'not-run',
    })
    expect(selectEvidence({ ...facts, before: null })).toMatchObject({ code: 'not-run' })
    // What the later stages are made of cannot be known yet.
    const pending = { stages: [merged.stages[0]], run: runOf(merged), evaluation: null }
    expect(selectEvidence({ ...facts, keys: pending })).toMatchObject({ code: 'not-run' })
  })

  it('but goes on with a second attempt of the same work, and only until that is released too', () => {
    const again = work('train', { attempt: 2 })
    const first = versionTag('m@v1.1.0', 'merged', { model: merged.model, run: runOf(merged) })
    const facts = promotionCase(again, {
      registry: withTags(first),
      evidence: [evidenceOf(merged), evidenceOf(again)],
    })
    expect(selectEvidence(facts)).toMatchObject({ kind: 'selected', released: { model: again.model } })
    const second = versionTag('m@v1.2.0', 'own', { model: again.model, run: runOf(again) })
    expect(selectEvidence({ ...facts, registry: withTags(first, second) })).toMatchObject({
      kind: 'nothing',
      version: 'v1.2.0',
    })
    const fork = evidenceOf(again, { trusted: false })
    expect(selectEvidence({ ...facts, evidence: [fork] })).toMatchObject({
      kind: 'nothing',
      version: 'v1.1.0',
    })
  })
})

describe('selectEvidence() goes on where an attempt was cut off', () => {
  it('publish: where the tag is there and the release is still a draft', () => {
    const registry = withTags(versionTag('m@v1.1.0', 'merged', { model: merged.model, run: runOf(merged) }))
    const draft = { id: 3, tag: 'm@v1.1.0', draft: true, model: merged.model }
    expect(selectEvidence(promotionCase(merged, { registry, releases: [draft] }))).toEqual({
      kind: 'publish',
      version: 'v1.1.0',
      tag: 'm@v1.1.0',
      draft: 3,
    })
    expect(
      selectEvidence(promotionCase(merged, { registry, releases: [{ ...draft, draft: false }] })),
    ).toMatchObject({ kind: 'nothing', code: 'released' })
  })

  it('with the champion itself: its bytes are never released twice', () => {
    const champion = { ...merged, model: CHAMPION.model }
    expect(selectEvidence(promotionCase(champion))).toMatchObject({ kind: 'nothing', version: 'v1.0.0' })
  })
})
