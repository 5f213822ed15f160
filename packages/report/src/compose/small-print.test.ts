import type { Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { smallPrint } from './small-print.ts'

const text = (more: Partial<Verdict>, sealed: 'better' | 'non-inferior' | 'not-shown' | null = 'better') =>
  renderMarkdown([
    smallPrint(
      verdict({
        outcome: 'better',
        reasons: ['so'],
        metrics: {
          a: metric({ role: 'goal', outcome: 'better', sealed, estimate: estimate(0.7, 0.8, 0.01) }),
          b: metric({ outcome: 'holds', sealed: sealed && 'non-inferior' }),
        },
        ...more,
      }),
    ),
  ]).replaceAll('&nbsp;', ' ')

describe('smallPrint()', () => {
  it('is one line that says on which rows, what the sealed ones answer, and at which level', () => {
    expect(text({})).toBe(
      'Measured on the open `tune` rows (60,000 rows, 16 clusters, judged by cluster). The sealed `test` rows (60,000 rows, 30 clusters) say **better**, and nothing more. Judged at 5 % over 20 looks at these rows.',
    )
  })
  it('lets the sealed rows say no more than the weakest of their answers', () => {
    expect(text({}, 'not-shown')).toContain('say **not shown**')
    expect(text({ outcome: 'non-inferior' })).toContain('say **non‑inferior**')
  })
  it('names the look where a ledger counts them', () => {
    expect(text({ look: 7 })).toContain('This was look 7 of 20 at these rows.')
  })
  it('says nothing of sealed rows in the open, and nothing of noise where there are no predictions', () => {
    expect(text({ mode: 'open' }, null)).toMatch(/^Measured on all `tune` rows .* Judged at 5 %/)
    expect(text({ mode: 'values' })).toContain('nobody can tell noise from a difference')
  })
  it('claims no judgement where nothing was compared', () => {
    expect(text({ champion: null })).toBe(
      'Measured on the open `tune` rows (60,000 rows, 16 clusters, judged by cluster).',
    )
    expect(text({ outcome: 'unchanged' })).toMatch(/No look was spent\.$/)
  })
})
