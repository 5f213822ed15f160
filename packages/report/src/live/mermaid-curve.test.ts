import { describe, expect, it } from 'vitest'
import { mermaidCurve } from './mermaid-curve.ts'
import { renderLiveSummary } from './render-live-summary.ts'

const line = (text: string | undefined) =>
  /line \[(.*)\]/
    .exec(text ?? '')?.[1]
    ?.split(', ')
    .map(Number)

describe('mermaidCurve()', () => {
  it('reads a curve off at equal distances of steps', () => {
    const points = [
      { step: 0, value: 0 },
      { step: 10, value: 10 },
      { step: 40, value: 40 },
    ]
    expect(line(mermaidCurve({ name: 'a', points }))).toEqual([0, 20, 40])
    expect(mermaidCurve({ name: 'a', points })).toContain('x-axis "step" 0 --> 40')
  })

  it('has at most sixty places, and no exponents', () => {
    const points = Array.from({ length: 1000 }, (_, step) => ({ step, value: 1e-7 * step }))
    const curve = mermaidCurve({ name: 'a', points })
    expect(line(curve)).toHaveLength(60)
    expect(curve).not.toMatch(/\de[+-]/)
  })

  it('jumps over what is no number, and is nothing without two that are', () => {
    const points = [1, Number.NaN, 3].map((value, step) => ({ step, value }))
    expect(line(mermaidCurve({ name: 'a', points }))).toEqual([1, 3])
    expect(mermaidCurve({ name: 'a', points: points.slice(0, 2) })).toBeUndefined()
  })

  it('gives a flat curve an axis, and a name from outside no way out of its quotes', () => {
    const points = [5, 5].map((value, step) => ({ step, value }))
    expect(mermaidCurve({ name: 'a"\n```x', points })).toContain('title "a     x"')
    expect(mermaidCurve({ name: 'a', points })).toContain('y-axis 4 --> 6')
  })
})

describe('renderLiveSummary()', () => {
  it('stays small, however many metrics there are', () => {
    const points = Array.from({ length: 400 }, (_, step) => ({ step, value: Math.sin(step) }))
    const series = Array.from({ length: 200 }, (_, index) => ({ name: `metric/${index}|<b>`, points }))
    const text = renderLiveSummary({ stage: 's', series, progress: null, gpus: [] })
    expect(text.length).toBeLessThan(20_000)
    expect(text.match(/```mermaid/g)).toHaveLength(6)
    expect(text).toContain('| 160 more |')
    expect(text).not.toContain('<b>')
  })
})
