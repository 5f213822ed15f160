import type { SweepVerdict } from '@slipway/core'
import { expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { metric, verdict } from '../testing/verdict-parts.ts'
import { sweepSection } from './sweep.ts'

type Contender = SweepVerdict['contenders'][number]
const contender = (label: string, behind: number | null, more: Partial<Contender> = {}): Contender => ({
  label,
  params: { lr: 0.1, depth: 3 },
  estimate: behind === null ? null : 0.8 - behind,
  behind,
  proven_behind: behind,
  tied: behind !== null && behind < 0.01,
  chosen: false,
  problem: null,
  ...more,
})
const text = (contenders: readonly Contender[], most = 20, corrected = false) =>
  renderMarkdown(
    sweepSection(
      verdict({
        outcome: 'better',
        reasons: ['so'],
        metrics: { roc_auc: metric({ role: 'goal', direction: 'higher', outcome: 'better' }) },
        sweep: {
          size: contenders.length,
          metric: 'roc_auc',
          split: 'tune',
          corrected,
          contenders: [...contenders],
        },
      }),
      most,
    ),
  )

it('sweepSection() marks the best, what is tied with it and what is behind, with the parameters that differ', () => {
  const page = text([
    contender('a', 0, { chosen: true }),
    contender('b', 0.004, { params: { lr: 0.3, depth: 3 } }),
    contender('c', 0.05),
    contender('d', null, { problem: 'it is no Parquet file' }),
  ])
  expect(page).toContain('4 tried, 2 tied with the best')
  expect(page).toMatch(/^\| \*\*a\*\* · judged .*`lr: 0\.1`.*▲&nbsp;best \|$/m)
  expect(page).toMatch(/^\| b .*`lr: 0\.3`.*tied&nbsp;with&nbsp;the&nbsp;best \|$/m)
  expect(page).toMatch(/^\| c .*behind by at least 0\.05/m)
  expect(page).toMatch(/^\| d .*not compared: it is no Parquet file/m)
  expect(page).not.toContain('depth')
  expect(page).toContain('the sealed rows judge it alone')
})
it('sweepSection() keeps the one that is judged where not all have room, and says when a level is divided', () => {
  const many = Array.from({ length: 60 }, (_, n) => contender(`m${n}`, n / 100, { chosen: n === 50 }))
  const page = text(many, 5, true)
  expect(page).toContain('m50')
  expect(page).toContain('55 more')
  expect(page).toContain('divided by 60')
  expect(text(many, 0)).toBe('')
})
