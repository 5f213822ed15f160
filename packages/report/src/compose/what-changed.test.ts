import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import type { Changes } from '../report.ts'
import { modelReport } from '../testing/sample-reports.ts'
import { digest, estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { whatChanged } from './what-changed.ts'

const SAME: Changes = { code: [], params: [], data: [], environment: 'same' }
const judged = verdict({
  outcome: 'better',
  reasons: ['so'],
  metrics: { a: metric({ outcome: 'better', estimate: estimate(0.7, 0.8, 0.01) }) },
})
const text = (changes: Changes, verdictOf = judged, most = 10) =>
  renderMarkdown(whatChanged(modelReport(verdictOf, { changes }), most)).replaceAll('&nbsp;', ' ')

describe('whatChanged()', () => {
  it('says that nothing changed by naming what is the same', () => {
    expect(text(SAME)).toBe('**What changed**  code, parameters, data, environment, test rows: same')
  })
  it('shows a parameter before and after, and one that is new or gone', () => {
    const params = [
      { file: 'params.yaml', key: 'a', before: 1, after: [1, 'x'] },
      { file: 'params.yaml', key: 'b', before: undefined, after: null },
      { file: 'params.yaml', key: 'c', before: 'y', after: undefined },
    ]
    const line = text({ ...SAME, params })
    expect(line).toContain('`params.yaml` a: ~~1~~ → **\\[1,"x"\\]**')
    expect(line).toContain('b: ~~not set~~ → **null**')
    expect(line).toContain('c: ~~y~~ → **not set**')
  })
  it('shows how data grew, is new or is gone', () => {
    const data = (before: number | null, after: number | null, bytesDelta: number, filesDelta: number) => ({
      path: 'data/x',
      before: before === null ? null : digest(before),
      after: after === null ? null : digest(after),
      bytesDelta,
      filesDelta,
    })
    expect(text({ ...SAME, data: [data(1, 2, 1_500_000, -1)] })).toContain(
      'data `data/x` 9e3779b → 3c6ef36 (−1 file, +1.5 MB)',
    )
    expect(text({ ...SAME, data: [data(null, 2, 10, 1)] })).toContain('data `data/x` is new (+1 file, +10 B)')
    expect(text({ ...SAME, data: [data(1, null, 0, 0)] })).toContain('data `data/x` is gone')
  })
  it('calls test rows the same only where both models were measured on them', () => {
    expect(text(SAME, { ...judged, metrics: {} })).not.toContain('test rows')
    expect(text(SAME, { ...judged, rescored: true })).toContain(
      'other test rows: the champion was scored again on them',
    )
    expect(text({ ...SAME, environment: 'unknown' })).toBe('')
    expect(text({ ...SAME, environment: 'unknown', code: ['a.py'] })).toBe('**What changed**  `a.py`')
  })
  it('counts what does not fit', () => {
    expect(text({ ...SAME, code: ['a.py', 'b.py', 'c.py', 'd.py'] }, judged, 2)).toContain(
      '`a.py` · `b.py` · 2 more files',
    )
  })
})
