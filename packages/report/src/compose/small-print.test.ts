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
      'Measured on the open `tune` rows (60,000 rows, 16 clusters, judged by cluster). The sealed `test` rows (60,000 rows, 30 clusters) say **better**, and nothing more. Look 3 of 20 at these rows. Chance that any pass on them was false: at most 5 % over all 20, counting only looks made through Slipway.',
    )
  })
  it('lets the sealed rows say no more than the weakest of their answers', () => {
    expect(text({}, 'not-shown')).toContain('say **not shown**')
    expect(text({ outcome: 'non-inferior' })).toContain('say **non‑inferior**')
  })
  it('names the look where a ledger counts them', () => {
    expect(text({ look: { number: 7, bound: 0.075 } })).toMatch(
      /Look 7 of 20 at these rows\. .* at most 7\.5 % over all 20/,
    )
    expect(text({ look: null })).toMatch(/No look at the rows that decide was spent\.$/)
  })
  it('says nothing of sealed rows in the open, and nothing of noise where there are no predictions', () => {
    expect(text({ mode: 'open' }, null)).toMatch(/^Measured on all `tune` rows .* Look 3 of 20/)
    expect(text({ mode: 'values' })).toContain('nobody can tell noise from a difference')
  })
  it('claims no judgement where nothing was compared', () => {
    expect(text({ champion: null })).toBe(
      'Measured on the open `tune` rows (60,000 rows, 16 clusters, judged by cluster).',
    )
    expect(text({ outcome: 'unchanged' })).toMatch(/No look was spent\.$/)
  })
})
