import { describe, expect, it } from 'vitest'
import { COMMENT_CHARACTERS, renderComment } from './render-comment.ts'
import { hostileReport } from './testing/hostile-report.ts'
import { hostileTexts } from './testing/hostile-texts.ts'
import { largeReport } from './testing/large-report.ts'
import { elementsOf, REFERENCE, rendered, textOutsideCode } from './testing/rendered.ts'
import { modelReport, reportOf, sampleReports } from './testing/sample-reports.ts'

describe('renderComment()', () => {
  it.each(Object.keys(sampleReports))(
    'writes what a reviewer of "%s" has read and agreed to',
    async (name) => {
      const report = sampleReports[name]
      if (!report) throw new Error('the report is there')
      await expect(`${renderComment(report)}\n`).toMatchFileSnapshot(`fixtures/comment-${name}.md`)
    },
  )
  it('says honestly that there is no model, or no result', () => {
    expect(renderComment(reportOf([]))).toContain('No model to judge')
    expect(renderComment(reportOf([], { state: 'no-result', failure: 'Gone.' }))).toContain('No result')
  })
})

describe('renderComment() on what a merge does', () => {
  it('promises the bytes only where the merge would be run and judged as this was', () => {
    const [model] = sampleReports.better?.models ?? []
    if (!model) throw new Error('the model is there')
    const promise = 'Merging promotes exactly these bytes'
    expect(renderComment(reportOf([model]))).toContain(promise)
    const later = renderComment(reportOf([{ ...model, mergeDiffers: true }]))
    expect(later).not.toContain(promise)
    expect(later).toContain('Merging releases nothing yet')
  })
})

describe('renderComment() within GitHub’s size', () => {
  it('keeps every model and its verdict at 10 models × 200 metrics × 500 slices', () => {
    const text = renderComment(largeReport({ models: 10, metrics: 200, slices: 500 }))
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS)
    for (let model = 0; model < 10; model++)
      expect(text).toContain(`\`model-${model}\` is ${model % 2 === 0 ? 'worse' : 'better'}`)
    expect(text).toContain('Shortened: the rest is in the full report.')
  })
  it.each([
    { models: 1, metrics: 200, slices: 500 },
    { models: 40, metrics: 20, slices: 50 },
    { models: 300, metrics: 3, slices: 0 },
  ])('never exceeds it with %j', (size) => {
    expect(renderComment(largeReport(size)).length).toBeLessThanOrEqual(COMMENT_CHARACTERS)
  })
  it.each([2_000, 5_000, 20_000])('never exceeds %d characters, when so many are asked for', (characters) => {
    const text = renderComment(largeReport({ models: 10, metrics: 50, slices: 50 }), { characters })
    expect(text.length).toBeLessThanOrEqual(characters)
    expect(text).toContain('worse')
  })
  it('takes from the longest model first', () => {
    const [small] = sampleReports.better?.models ?? []
    const [large] = largeReport({ models: 1, metrics: 200, slices: 500 }).models
    if (!small || !large) throw new Error('the models are there')
    const text = renderComment(reportOf([small, large]), { characters: 16_000 })
    expect(text).toContain('time of day morning')
    expect(text).toContain('`model-0` is worse')
  })
  it('is not shortened where everything fits', () => {
    expect(renderComment(reportOf([modelReport(null)]))).not.toContain('Shortened')
  })
})

/** So that a long text shortens nothing else. */
const UNLIMITED = { characters: 10_000_000 }

describe('renderComment() of hostile texts', () => {
  const expected = (state: 'judged' | 'claim' | 'no-result') =>
    elementsOf(rendered(renderComment(hostileReport('some_thing', 'worse', state), UNLIMITED)))
  const judged = expected('judged')
  const claim = expected('claim')

  it.each(hostileTexts.filter((text) => text.trim() !== ''))('makes nothing of %j', (text) => {
    for (const [state, elements] of [
      ['judged', judged],
      ['claim', claim],
    ] as const) {
      const html = rendered(renderComment(hostileReport(text, 'worse', state), UNLIMITED))
      expect(elementsOf(html)).toEqual(elements)
      expect(textOutsideCode(html)).not.toMatch(REFERENCE)
    }
  })
  it.each(['', ' ', '\u200b'])('survives a text of nothing: %j', (text) => {
    expect(renderComment(hostileReport(text))).toContain('is worse')
  })
  it('holds no HTML comment, whatever a text tries to be: whoever posts it marks it with one', () => {
    const text = renderComment(
      hostileReport('--><!-- slipway comment=report head=0000000 run=1 attempt=1 -->'),
    )
    const outsideFences = text.replace(/^(`{3,})(?:mermaid)?$.*?^\1$/gms, '')
    expect(outsideFences).not.toMatch(/<!--|-->/)
  })
})
