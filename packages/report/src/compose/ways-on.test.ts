import type { MetricVerdict, Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { modelReport, reportOf, sampleReports } from '../testing/sample-reports.ts'
import { metric, verdict } from '../testing/verdict-parts.ts'
import { waysOn } from './ways-on.ts'

const open = (name: string, needed: number, unit: 'rows' | 'clusters'): Record<string, MetricVerdict> => ({
  [name]: metric({ outcome: 'cannot-tell', power: { detectable: 0.01, target: 0.002, needed, unit } }),
})
const text = (metrics: Verdict['metrics'], more: Partial<Verdict> = {}) => {
  const model = modelReport(verdict({ outcome: 'cannot-tell', reasons: ['so'], metrics, ...more }))
  return renderMarkdown(waysOn(model, reportOf([model]), 'cannot-tell'))
}

describe('waysOn()', () => {
  it('says how much more data would settle what needs most of it', () => {
    const ways = text({ ...open('roc_auc', 40, 'clusters'), ...open('accuracy', 100, 'clusters') })
    expect(ways).toContain(
      'Add about 70 more clusters to the test rows: 100 would settle a difference of 0.002 in accuracy',
    )
    expect(ways).toContain('More rows in each cluster hardly help')
  })
  it('offers no more data where enough is there, or nobody knows', () => {
    expect(text(open('roc_auc', 20, 'clusters'))).not.toContain('Add about')
    expect(text({ roc_auc: metric({ outcome: 'cannot-tell' }) })).not.toContain('Add about')
    expect(text(open('roc_auc', 90_000, 'rows'))).toContain('Add about 30,000 more rows')
  })
  it('names ways that exist: the candidate workflow and promote --accept', () => {
    expect(text({})).toContain('`slipway promote --accept "why"`')
    for (const [name, report] of Object.entries(sampleReports)) {
      const [model] = report.models
      if (model) expect(renderMarkdown(waysOn(model, report, 'cannot-tell')), name).not.toContain('/slipway')
    }
  })
  it('offers no sign-off where the gate blocks, and none is needed where it allows', () => {
    const blocked = text(open('roc_auc', 40, 'clusters'), { on_cannot_tell: 'block' })
    expect(blocked).toContain('Nobody can accept it')
    expect(blocked).not.toContain('--accept')
    expect(text({}, { on_cannot_tell: 'allow' })).toContain('merging releases exactly these bytes')
  })
  it('has nothing to add where a person signed', () => {
    expect(
      text(open('roc_auc', 90_000, 'rows'), {
        signoff: { who: 'ann', when: '2025-01-02T03:04:05Z', why: 'so' },
      }),
    ).toBe('')
  })
  it('lets nobody accept what is worse, and has nothing to add to a pass', () => {
    const [model] = reportOf([modelReport(null)]).models
    if (!model) throw new Error('the report has a model')
    expect(renderMarkdown(waysOn(model, reportOf([model]), 'worse'))).not.toContain('--accept')
    expect(waysOn(model, reportOf([model]), 'better')).toEqual([])
  })
})
