import { describe, expect, it } from 'vitest'
import { textOf } from '../document/inline-list.ts'
import { modelReport, sampleReports } from '../testing/sample-reports.ts'
import { estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { headline, standingOf } from './standing.ts'

const judged = (outcome: 'better' | 'worse' | 'cannot-tell', kind: 'champion' | 'none' = 'champion') =>
  modelReport(verdict({ outcome, reasons: ['so'], metrics: {}, baseline_kind: kind }))

describe('standingOf()', () => {
  it('is the outcome of a judged model', () => {
    expect(standingOf(judged('better'), 'judged')).toBe('better')
  })
  it('is a first release where nothing could be compared, but not where a limit is broken', () => {
    expect(standingOf(judged('cannot-tell', 'none'), 'judged')).toBe('first-release')
    expect(standingOf(judged('worse', 'none'), 'judged')).toBe('worse')
  })
  it('never takes the outcome of a claim, nor of a run without result', () => {
    expect(standingOf(judged('better'), 'claim')).toBe('claim')
    expect(standingOf(judged('better'), 'no-result')).toBe('no-result')
    expect(standingOf(modelReport(null), 'judged')).toBe('no-result')
    expect(standingOf(modelReport(null), 'claim')).toBe('no-result')
  })
})

describe('headline()', () => {
  it('says the verdict in a word and a mark', () => {
    const lines = Object.values(sampleReports).map((report) => {
      const [model] = report.models
      return model ? textOf(headline(model, standingOf(model, report.state))) : ''
    })
    expect(lines).toMatchSnapshot()
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(8)
  })
  it('says where a loss is proven and tolerated', () => {
    const loss = (limits: [number, number]) =>
      modelReport(
        verdict({
          outcome: 'non-inferior',
          reasons: ['so'],
          metrics: {
            a: metric({ outcome: 'non-inferior', estimate: estimate(0.7, 0.69, 0.001, { limits }) }),
          },
        }),
      )
    expect(textOf(headline(loss([-0.01, -0.001]), 'non-inferior'))).toContain('slightly worse')
    expect(textOf(headline(loss([-0.01, 0.001]), 'non-inferior'))).not.toContain('slightly worse')
  })
})
