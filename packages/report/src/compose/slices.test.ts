import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { metric, slice, verdict } from '../testing/verdict-parts.ts'
import { sliceDrawing, slicedMetrics, sliceSection } from './slices.ts'

const judged = (slices: ReturnType<typeof slice>[], direction: 'higher' | 'lower' = 'higher') =>
  verdict({
    outcome: 'better',
    reasons: ['so'],
    metrics: { roc_auc: metric({ role: 'goal', direction, outcome: 'better' }) },
    slices,
  })
const many = Array.from({ length: 500 }, (_, index) =>
  slice('airport', `A${index}`, 100, 0.7, 0.7 + (index - 250) / 10_000, 0.001),
)

describe('slicedMetrics()', () => {
  it('goes from the largest gain to the largest loss, whichever way is better', () => {
    const slices = [slice('a', 'down', 100, 0.5, 0.4, 0.01), slice('a', 'up', 100, 0.5, 0.6, 0.01)]
    expect(slicedMetrics(judged(slices))[0]?.slices.map(({ value }) => value)).toEqual(['up', 'down'])
    expect(slicedMetrics(judged(slices, 'lower'))[0]?.slices.map(({ value }) => value)).toEqual([
      'down',
      'up',
    ])
  })
  it('leaves out slices without a finite difference', () => {
    expect(slicedMetrics(judged([slice('a', 'x', 100, 0.5, Number.NaN, 0.01)]))).toEqual([])
  })
})

describe('sliceSection()', () => {
  it('counts what got worse by its own interval, and what chance alone would make so', () => {
    const slices = [
      slice('a', 'worse', 100, 0.5, 0.4, 0.01),
      slice('a', 'same', 100, 0.5, 0.501, 0.01),
      slice('a', 'better', 100, 0.5, 0.6, 0.01),
    ]
    const text = renderMarkdown(sliceSection(judged(slices), 10))
    expect(text).toContain('3 looked at, 1 got worse')
    expect(text).toMatch(/^\| a worse .*▼&nbsp;worse \|$/m)
    expect(text).toContain('about 0.1 would')
    expect(renderMarkdown(sliceSection(judged(slices, 'lower'), 10))).toMatch(
      /^\| a better .*▼&nbsp;worse \|$/m,
    )
  })
  it('shows both ends of a long list and how many lie between', () => {
    const text = renderMarkdown(sliceSection(judged(many), 10))
    expect(text.match(/airport A/g)).toHaveLength(10)
    expect(text).toContain('airport A499')
    expect(text).toContain('airport A0 ')
    expect(text).toContain('⋮ 490 between')
  })
})

describe('sliceDrawing()', () => {
  it('draws ten at most', () => {
    const [drawing] = sliceDrawing(judged(many))
    expect(drawing?.kind === 'drawing' ? drawing.lines.length : 0).toBe(12)
    expect(sliceDrawing(judged([]))).toEqual([])
  })
})
