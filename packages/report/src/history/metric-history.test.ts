import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import { digest, estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { historyMermaid } from './history-mermaid.ts'
import { historySection } from './history-section.ts'
import { historySvg } from './history-svg.ts'
import { sparkline, trendText } from './history-texts.ts'
import { leadingMetrics, type Measured, metricHistory } from './metric-history.ts'
import { renderHistory } from './render-history.ts'

/** A model measured on a day of June, on one set of rows or another. */
function measured(day: number, value: number, rows: number, more: Partial<Measured> = {}): Measured {
  const auc = metric({ role: 'goal', outcome: 'better', estimate: estimate(0.74, value, 0.004) })
  const loss = metric({ outcome: 'holds', direction: 'lower', estimate: estimate(null, 0.5, null) })
  return {
    date: `2026-06-${String(day).padStart(2, '0')}T12:00:00Z`,
    commit: `${day}`.repeat(40).slice(0, 40),
    version: `v1.${day}.0`,
    takenBack: false,
    label: null,
    verdict: verdict({
      outcome: 'better',
      reasons: ['It is.'],
      metrics: { log_loss: loss, roc_auc: auc },
      testset: { tune: { digest: digest(rows), rows: 60_000, clusters: 16 } },
    }),
    ...more,
  }
}

const SERIES = [
  measured(3, 0.764, 2, { version: null }),
  measured(1, 0.744, 1),
  measured(2, 0.751, 1),
  measured(4, 0.77, 2, { version: null, label: 'this PR' }),
]

describe('metricHistory()', () => {
  it('orders by date, and begins a new stretch where the test rows change', () => {
    const { stretches } = metricHistory('flight-delay', 'roc_auc', SERIES)
    expect(stretches.map(({ testset, points }) => [testset, points.map(({ value }) => value)])).toEqual([
      [digest(1), [0.744, 0.751]],
      [digest(2), [0.764, 0.77]],
    ])
    expect(stretches[0]?.points[0]).toMatchObject({ against: 'v1.0.0', standardError: 0.004 })
  })

  it('does not join two stretches on the same rows that others lie between', () => {
    const back = metricHistory('m', 'roc_auc', [...SERIES, measured(5, 0.75, 1)])
    expect(back.stretches.map(({ testset }) => testset)).toEqual([digest(1), digest(2), digest(1)])
  })

  it('passes over a model without the number, and refuses a metric that none has', () => {
    const without = { ...measured(9, 0.7, 2), verdict: { ...measured(9, 0.7, 2).verdict, metrics: {} } }
    expect(metricHistory('m', 'roc_auc', [...SERIES, without]).stretches[1]?.points).toHaveLength(2)
    expect(() => metricHistory('m', 'roc_au', SERIES)).toThrow(
      expect.objectContaining({ code: 'report/metric-unknown', hint: 'Did you mean "roc_auc"?' }),
    )
    expect(metricHistory('m', 'roc_auc', []).stretches).toEqual([])
  })
})

describe('leadingMetrics()', () => {
  it('are the goals of the newest; without goals its first metric', () => {
    expect(leadingMetrics(SERIES)).toEqual(['roc_auc'])
    expect(leadingMetrics([])).toEqual([])
  })
})

describe('a history', () => {
  const history = metricHistory('flight-delay', 'roc_auc', SERIES)

  it('is a line of bars with a gap where the rows change', () => {
    expect(sparkline(history)).toBe('▁▃ │ ▆█')
    expect(trendText(history)).toBe('▁▃ │ ▆█ 0.764 → 0.770 since the test rows changed, 2 releases')
    const flat = metricHistory('m', 'roc_auc', [measured(1, 0.7, 1), measured(2, 0.7, 1)])
    expect(sparkline(flat)).toBe('▅▅')
  })

  it('is Mermaid of the newest stretch only, without powers of ten, and nothing for one point', () => {
    expect(historyMermaid(history)).toEqual([
      'xychart-beta',
      '  title "ROC AUC over time"',
      '  x-axis ["3333333", "this PR"]',
      '  y-axis 0.7628 --> 0.7712',
      '  line [0.764, 0.77]',
    ])
    const tiny = metricHistory('m', 'roc_auc', [measured(1, 1e-9, 1), measured(2, 3e-9, 1)])
    expect(historyMermaid(tiny).at(-1)).toBe('  line [0.000000001, 0.000000003]')
    expect(historyMermaid(metricHistory('m', 'roc_auc', SERIES.slice(0, 1)))).toEqual([])
  })

  it('is SVG with one line a stretch, full marks for releases and rings for others', () => {
    const svg = historySvg(history)
    expect(svg.match(/<polyline/g)).toHaveLength(2)
    expect(svg.match(/fill="var\(--challenger\)"/g)).toHaveLength(2)
    expect(svg.match(/fill="var\(--ground\)"/g)).toHaveLength(2)
    expect(svg).toContain('>this PR<')
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('never lets a label out of its place', () => {
    const hostile = '"]\nclick x "<script>alert(1)</script>'
    const named = metricHistory('m', 'roc_auc', [
      measured(1, 0.7, 1),
      measured(2, 0.8, 1, { label: hostile, version: null }),
    ])
    expect(historyMermaid(named)).toHaveLength(5)
    expect(historyMermaid(named)[2]).not.toMatch(/<|\n|".*".*".*".*"/)
    expect(historySvg(named)).not.toContain('<script')
  })

  it('is a section with chart, table and a word on the rows; nothing where there is one point', () => {
    const markdown = renderMarkdown(historySection([history], 10))
    expect(markdown).toContain('```mermaid\nxychart-beta')
    expect(markdown).toContain('| this PR | 2026-06-04 | 0.770 | +0.030 (v1.0.0) |')
    expect(markdown).toContain('The test rows changed once')
    expect(markdown).toMatch(/60,000 rows, [0-9a-f]{7} \|/)
    expect(historySection([metricHistory('m', 'roc_auc', SERIES.slice(0, 1))], 10)).toEqual([])
    expect(historySection(undefined, 10)).toEqual([])
    expect(renderMarkdown(historySection([history], 1))).not.toContain('v1.1.0')
  })

  it('is a table on a terminal, also of one point', () => {
    const text = renderHistory([metricHistory('m', 'roc_auc', SERIES.slice(1, 2))], {
      colour: false,
      columns: 100,
    })
    expect(text).toMatch(/^m · ROC AUC ▅ 0\.744, 1 release\n\n.*\nv1\.1\.0 +2026-06-01 +0\.744/s)
  })
})
