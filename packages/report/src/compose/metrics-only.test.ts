import { describe, expect, it } from 'vitest'
import { COMMENT_CHARACTERS, renderComment } from '../render-comment.ts'
import { renderHtml } from '../render-html.ts'
import { renderSummary, SUMMARY_BYTES } from '../render-summary.ts'
import type { Report } from '../report.ts'
import { hostileTexts } from '../testing/hostile-texts.ts'
import { metricsOnlyReport } from '../testing/metrics-only-report.ts'
import { elementsOf, REFERENCE, rendered, textOutsideCode } from '../testing/rendered.ts'

/** A report of which every text is this one. */
function reportOfText(text: string, files: number, values: number): Report {
  const metrics = {
    before: text,
    after: text,
    files: Array.from({ length: files }, (_, file) => ({
      path: `${text}${file}`,
      values: Array.from({ length: values }, (_, value) => ({
        name: `${text}${value}`,
        before: text,
        after: value,
      })),
    })),
    params: [{ file: text, key: text, before: text, after: [text] }],
    plots: [{ id: text, charts: [], problem: text }],
    problems: [text],
  }
  return { ...metricsOnlyReport, repository: text, metrics }
}

describe('composeMetricsOnly()', () => {
  it('says what moved which way, that it proves nothing, and what would', () => {
    const text = renderComment(metricsOnlyReport)
    expect(text).toContain('4 of 5 numbers moved, and nobody can tell which of them by more than chance.')
    expect(text).toMatch(/log loss \| 0.435 \| 0.4371 \| \+0.0021 \| ▼&nbsp;worse, unproven/)
    expect(text).toMatch(/`best.epoch` \| 12 \| 17 \| \+5 \| ▲&nbsp;up/)
    expect(text).not.toMatch(/\d e-\d|0\.00209999/)
    expect(text).toContain('What would make it a verdict')
  })
  it('holds no number to be better where nothing was there before', () => {
    expect(renderComment(metricsOnlyReport)).toMatch(/F1 \| {2}\| 0.512 \| {2}\| new/)
  })
  it.each([
    [1, 2000],
    [500, 50],
    [5000, 1],
  ])('keeps GitHub’s sizes with %d files of %d long names', (files, values) => {
    const report = reportOfText('_*[<$>]@everyone'.repeat(12), files, values)
    expect(renderComment(report).length).toBeLessThanOrEqual(COMMENT_CHARACTERS)
    expect(new TextEncoder().encode(renderSummary(report)).length).toBeLessThanOrEqual(SUMMARY_BYTES)
  })
  it.each(hostileTexts.filter((text) => text.trim() !== '' && text.length < 1000))(
    'makes nothing of %j',
    async (text) => {
      const html = rendered(renderComment(reportOfText(text, 2, 2)))
      expect(elementsOf(html)).toEqual(elementsOf(rendered(renderComment(reportOfText('some_thing', 2, 2)))))
      expect(textOutsideCode(html)).not.toMatch(REFERENCE)
      expect(elementsOf(await renderHtml(reportOfText(text, 2, 2)))).toEqual(
        elementsOf(await renderHtml(reportOfText('some_thing', 2, 2))),
      )
    },
  )
})
