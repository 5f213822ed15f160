import { type AnchorVerdict, digestOf, type Verdict } from '@slipway/core'
import { expect, it } from 'vitest'
import { nextAnchor } from './next-anchor.ts'
import { ACCEPTANCE } from './testing/promotion-case.ts'

const anchor = (version: string) => ({
  version,
  model: digestOf(version),
  model_json: digestOf(`model.json of ${version}`),
})
const [OLD, SELF] = [anchor('v1.0.0'), anchor('v1.3.0')]
const verdict = (
  outcome: Verdict['outcome'],
  against?: AnchorVerdict['outcome'],
  signoff: Verdict['signoff'] = null,
) => ({ outcome, signoff, anchor: against && ({ outcome: against } as AnchorVerdict) })
const champion = { self: SELF, anchor: OLD }

it('nextAnchor() is the release itself where it won over the champion and over the anchor', () => {
  expect(nextAnchor(verdict('better', 'better'), champion)).toBeNull()
  expect(nextAnchor(verdict('better'), { self: SELF, anchor: null })).toBeNull()
})
it('nextAnchor() stays the old one where a win over the champion regained only a part of what was lost', () => {
  expect(nextAnchor(verdict('better', 'non-inferior'), champion)).toEqual(OLD)
})
it('nextAnchor() stays the old one for whatever is no worse, and is the champion where that was its own', () => {
  expect(nextAnchor(verdict('non-inferior', 'non-inferior'), champion)).toEqual(OLD)
  expect(nextAnchor(verdict('non-inferior'), { self: SELF, anchor: null })).toEqual(SELF)
  expect(nextAnchor(verdict('non-inferior'), { self: SELF, anchor: undefined })).toEqual(SELF)
})
it('nextAnchor() is the release that a person accepted without evidence, and not one that only nobody had reviewed', () => {
  expect(nextAnchor(verdict('cannot-tell', 'cannot-tell', ACCEPTANCE), champion)).toBeNull()
  expect(nextAnchor(verdict('cannot-tell', undefined, ACCEPTANCE), null)).toBeNull()
  expect(nextAnchor(verdict('cannot-tell', 'non-inferior'), champion)).toEqual(OLD)
  expect(nextAnchor(verdict('non-inferior', 'non-inferior', ACCEPTANCE), champion)).toEqual(OLD)
})
