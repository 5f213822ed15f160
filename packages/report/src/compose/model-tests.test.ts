import type { TestVerdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { renderCheck } from '../render-check.ts'
import { renderComment } from '../render-comment.ts'
import { renderHtml } from '../render-html.ts'
import { modelReport, reportOf } from '../testing/sample-reports.ts'
import { verdict } from '../testing/verdict-parts.ts'
import { explanationSections } from './explanations.ts'
import { modelTestSection } from './model-tests.ts'

const test = (more: Partial<TestVerdict>): TestVerdict => ({
  kind: 'size',
  name: 'bytes',
  outcome: 'holds',
  reason: 'The file has 447 kB.',
  unit: 'bytes',
  challenger: 447_000,
  champion: 440_000,
  max: 16e6,
  limits: null,
  ...more,
})
const slow = test({
  kind: 'latency',
  name: 'p95 beside the champion',
  outcome: 'worse',
  reason: 'Its p95 is 1.31 times the champion’s <b>.',
  unit: 'ratio',
  challenger: 1.31,
  champion: null,
  max: 1.1,
})
const judged = verdict({
  outcome: 'worse',
  metrics: {},
  reasons: ['In "young", 1 of 2 cases fail.', slow.reason],
  tests: [
    test({}),
    test({
      kind: 'behaviour',
      name: 'young',
      outcome: 'worse',
      unit: 'share',
      challenger: 0.5,
      max: 0,
      reason: 'In "young", 1 of 2 cases fail.',
    }),
    slow,
  ],
})
const cells = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.includes(name))
    ?.split('|')
    .map((cell) => cell.trim().replaceAll('&nbsp;', ' '))

describe('modelTestSection()', () => {
  it('lists what went wrong first, with quantities in their units', () => {
    const text = renderMarkdown(modelTestSection(judged, 60, 600))
    expect(text.indexOf('behaviour: young')).toBeLessThan(text.indexOf('size: bytes'))
    expect(cells(text, 'size: bytes')?.slice(2, 5)).toEqual(['440 kB', '447 kB', '16 MB'])
    expect(cells(text, 'latency: p95')?.slice(2, 5)).toEqual(['', '× 1.31', '× 1.1'])
    expect(cells(text, 'behaviour: young')?.slice(3, 5)).toEqual(['50 %', '0 %'])
    expect(text).toContain('2 worse, 1 hold')
  })

  it('says how many it leaves out, and nothing where there are none', () => {
    expect(renderMarkdown(modelTestSection(judged, 1, 600))).toContain('2 more')
    expect(modelTestSection({ ...judged, tests: [] }, 60, 600)).toEqual([])
  })

  it('stands in the comment, the check and the page, each cause once, escaped', async () => {
    const report = reportOf([modelReport(judged)])
    const [model] = report.models
    const comment = renderComment(report)
    for (const text of [comment, model ? renderCheck(model, report).text : '', await renderHtml(report)])
      expect(text).toContain('Model tests')
    expect(comment).not.toContain('champion’s <b>')
    expect(comment).toContain('1 of 2 cases fail')
  })
})

describe('explanationSections()', () => {
  const both = (mean: number) => ({ mean, standard_error: 0.002 })
  const explanations = {
    importance: {
      metric: 'roc_auc',
      split: 'tune',
      rows: 5000,
      repeats: 5,
      features: [
        { name: 'hour', columns: ['hour'], challenger: both(0.01), champion: both(0.03) },
        { name: 'delays', columns: ['a', 'b'], challenger: both(0.2), champion: both(0.1) },
      ],
    },
    disagreements: [
      {
        rowId: '7|',
        truth: '1',
        champion: 0.1,
        challenger: 0.9,
        slices: [{ column: 'airport', value: 'ORD' }],
      },
    ],
  }

  it('tells what matters most first, beside the champion, and the rows that are farthest apart', () => {
    const text = renderMarkdown(explanationSections(explanations, 40))
    expect(text.indexOf('delays (2 columns)')).toBeLessThan(text.indexOf('hour'))
    expect(cells(text, 'hour')?.slice(2, 4)).toEqual(['0.030 ± 0.002', '0.010 ± 0.002'])
    expect(text).toContain('most at delays')
    expect(text).toContain('ORD')
    expect(text).toContain('1 rows of “tune”')
  })

  it('keeps to the rows that there is room for', () => {
    expect(explanationSections(explanations, 0)).toEqual([])
    expect(explanationSections({ importance: null, disagreements: [] }, 40)).toEqual([])
    expect(renderMarkdown(explanationSections(explanations, 1))).toContain('1 columns that matter less')
  })
})
