import type { SliceFindings } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { metric, slice, verdict } from '../testing/verdict-parts.ts'
import { floorsSection, regressedBlocks } from './slice-findings.ts'
import { sliceSection } from './slices.ts'

const judged = (findings: Partial<SliceFindings>) =>
  verdict({
    outcome: 'better',
    reasons: ['so'],
    metrics: { roc_auc: metric({ role: 'goal', direction: 'higher', outcome: 'better' }) },
    slices: [slice('carrier', 'AA', 500, 0.7, 0.6, 0.01), slice('carrier', 'DL', 500, 0.7, 0.68, 0.001)],
    slice_findings: { tested: 20, regressed: [], floors: [], found: [], ...findings },
  })
const regressed = (value: string) => ({
  ...slice('carrier', value, 500, 0.7, 0.6, 0.01),
  margin: 0.01,
  q: 0.001,
})

describe('regressedBlocks()', () => {
  it('names for whom it got worse, five at most, and what the sealed rows confirm without a number of theirs', () => {
    const found = [
      { ...slice('carrier × origin', 'AA × JFK', 300, 0.7, 0.5, 0.01), confirmed: true },
      { ...slice('carrier × origin', 'AA × ORD', 300, 0.7, 0.65, 0.01), confirmed: false },
    ]
    const text = renderMarkdown(regressedBlocks(judged({ regressed: [regressed('AA')], found })))
    expect(text).toMatch(/\*\*carrier AA\*\*: ROC AUC 0\.700 → 0\.600, −0\.100/)
    expect(text).toMatch(/carrier × origin AA × JFK.*; the sealed rows confirm it/)
    expect(text).not.toContain('ORD')
    const many = Array.from({ length: 9 }, (_, index) => regressed(`A${index}`))
    const long = renderMarkdown(regressedBlocks(judged({ regressed: many })))
    expect(long).toContain('4 more slices')
    expect(long.match(/carrier A\d/g)).toHaveLength(5)
  })
  it('says nothing where nothing got worse', () => {
    expect(regressedBlocks(judged({}))).toEqual([])
  })
})

describe('floorsSection()', () => {
  it('begins with what is broken, and counts', () => {
    const floor = (value: string, outcome: 'worse' | 'holds' | 'cannot-tell') => ({
      ...slice('carrier', value, 500, 0.7, 0.6, 0.01),
      margin: 0.01,
      min: null,
      max: null,
      outcome,
      reason: `Carrier ${value}.`,
      p: null,
    })
    const floors = [floor('AA', 'holds'), floor('DL', 'cannot-tell'), floor('UA', 'worse')]
    const text = renderMarkdown(floorsSection(judged({ floors }), 2, 100))
    expect(text).toContain('3 asked for, 1 broken, 1 open')
    expect(text.indexOf('Carrier UA')).toBeLessThan(text.indexOf('Carrier DL'))
    expect(text).not.toContain('Carrier AA')
    expect(floorsSection(judged({}), 9, 100)).toEqual([])
  })
})

it('sliceSection() marks what the verdict found, not what an interval alone would say', () => {
  const text = renderMarkdown(sliceSection(judged({ regressed: [regressed('AA')] }), 10))
  expect(text).toContain('2 looked at, 1 got worse')
  expect(text).toMatch(/^\| carrier AA .*▼&nbsp;worse \|$/m)
  expect(text).not.toMatch(/^\| carrier DL .*▼/m)
})
