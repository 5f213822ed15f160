import { describe, expect, it } from 'vitest'
import { renderCheck } from './render-check.ts'
import { hostileReport } from './testing/hostile-report.ts'
import { hostileTexts } from './testing/hostile-texts.ts'
import { largeReport } from './testing/large-report.ts'
import { elementsOf, rendered } from './testing/rendered.ts'
import { sampleReports } from './testing/sample-reports.ts'
import { digest } from './testing/verdict-parts.ts'

function checkOf(report = sampleReports.better) {
  const [model] = report?.models ?? []
  if (!report || !model) throw new Error('the report has a model')
  return renderCheck(model, report)
}

describe('renderCheck()', () => {
  it('concludes success only for better, non-inferior and unchanged, and failure only for worse', () => {
    const conclusions = Object.entries(sampleReports).map(([name, report]) => [
      name,
      checkOf(report).conclusion,
    ])
    expect(Object.fromEntries(conclusions)).toEqual({
      better: 'success',
      'non-inferior': 'success',
      unchanged: 'success',
      'gate-changed': 'success',
      'worse-by-parity': 'failure',
      'worse-by-metric': 'failure',
      'cannot-tell': 'action_required',
      claim: 'action_required',
      'first-release': 'action_required',
      'no-result': 'action_required',
      'several-models': 'success',
    })
  })
  it('is named after the model and bound to the verdict', () => {
    expect(checkOf()).toMatchObject({ name: 'slipway / flight-delay', externalId: digest(1) })
    expect(checkOf(sampleReports.claim).externalId).toBeNull()
    expect(checkOf(sampleReports['no-result']).externalId).toBeNull()
  })
  it('says the outcome and the reason in its title', () => {
    expect(checkOf(sampleReports['worse-by-parity']).title).toMatch(/^worse: On the open rows ROC AUC/)
    expect(checkOf(sampleReports.claim).title).toBe('Not checked: a fork claims worse')
    expect(checkOf(sampleReports['no-result']).title).toBe(
      'no result: Stage "train" ended with status 1 on gpu-box-2.',
    )
  })
  it('tells in the summary what decides, and in the text what else is known', () => {
    const check = checkOf()
    expect(check.summary).toContain('| **ROC AUC**')
    expect(check.summary).not.toContain('<details>')
    expect(check.text).toContain('<b>Slices</b>')
  })
  it('keeps GitHub’s sizes', () => {
    const report = largeReport({ models: 10, metrics: 200, slices: 500 })
    for (const model of report.models) {
      const check = renderCheck(model, report)
      expect(check.title.length).toBeLessThanOrEqual(255)
      expect(check.summary.length).toBeLessThanOrEqual(65_535)
      expect(check.text.length).toBeLessThanOrEqual(65_535)
      expect(check.summary).toContain('reason')
    }
  })
  // Long texts may take a poorer level of detail, which is another structure.
  it.each(hostileTexts.filter((text) => text.trim() !== '' && text.length < 1000))(
    'makes nothing of %j',
    (text) => {
      const plain = checkOf(hostileReport('some_thing'))
      const check = checkOf(hostileReport(text))
      expect(elementsOf(rendered(check.summary))).toEqual(elementsOf(rendered(plain.summary)))
      expect(elementsOf(rendered(check.text))).toEqual(elementsOf(rendered(plain.text)))
      expect(check.title.length).toBeLessThanOrEqual(255)
      expect(check.title).not.toMatch(/\p{Cc}/u)
    },
  )
})
