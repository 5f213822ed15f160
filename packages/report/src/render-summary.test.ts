import { describe, expect, it } from 'vitest'
import { renderComment } from './render-comment.ts'
import { renderSummary, SUMMARY_BYTES } from './render-summary.ts'
import { largeReport } from './testing/large-report.ts'
import { modelReport, reportOf, sampleReports } from './testing/sample-reports.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text).length

describe('renderSummary()', () => {
  it('says what the comment says', () => {
    for (const [name, report] of Object.entries(sampleReports)) {
      expect(renderSummary(report), name).toBe(renderComment(report))
    }
  })
  it.each([
    { models: 10, metrics: 200, slices: 500 },
    { models: 30, metrics: 200, slices: 500 },
  ])('keeps within 1 MiB at %j, and has more than the comment', (size) => {
    const report = largeReport(size)
    const text = renderSummary(report)
    expect(bytesOf(text)).toBeLessThanOrEqual(SUMMARY_BYTES)
    expect(text.length).toBeGreaterThan(renderComment(report).length)
  })
  it('counts bytes, of which a letter may take three', () => {
    const notices = Array.from({ length: 50 }, () => '東京'.repeat(450))
    const models = Array.from({ length: 30 }, (_, index) => modelReport(null, { name: `m${index}`, notices }))
    const bytes = bytesOf(renderSummary(reportOf(models)))
    expect(bytes).toBeLessThanOrEqual(SUMMARY_BYTES)
    expect(bytes).toBeGreaterThan(SUMMARY_BYTES / 3)
  })
})
