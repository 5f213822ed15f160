import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../document/render-markdown.ts'
import type { Changes } from '../report.ts'
import { dataChange } from '../testing/data-change.ts'
import { modelReport } from '../testing/sample-reports.ts'
import { estimate, metric, verdict } from '../testing/verdict-parts.ts'
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
  it('calls test rows the same only where both models were measured on them', () => {
    expect(text(SAME, { ...judged, metrics: {} })).not.toContain('test rows')
    expect(text(SAME, { ...judged, rescored: true })).toContain(
      'other test rows: the champion was scored again on them',
    )
    expect(text({ ...SAME, environment: 'unknown' })).toBe('')
    expect(text({ ...SAME, environment: 'unknown', code: ['a.py'] })).toBe('**What changed**  `a.py`')
  })
  it('gives data a list of its own, and calls neither code nor data the same where only data changed', () => {
    expect(text({ ...SAME, data: [dataChange()] })).toBe(
      '**What changed**  environment, test rows: same\n\n- `data/x`: +1 file, 1.0 MB → 2.0 MB',
    )
    expect(text({ ...SAME, environment: 'unknown', data: [dataChange()] })).toBe(
      '**What changed**\n\n- `data/x`: +1 file, 1.0 MB → 2.0 MB',
    )
  })
  it('counts what does not fit', () => {
    expect(text({ ...SAME, code: ['a.py', 'b.py', 'c.py', 'd.py'] }, judged, 2)).toContain(
      '`a.py` · `b.py` · 2 more files',
    )
  })
  it('says what the runs ran in where it differs, and then calls no environment the same', () => {
    const ranIn = [
      { what: 'torch', before: '2.5.1', after: '2.6.0' },
      { what: 'GPU', before: null, after: 'NVIDIA L4' },
      { what: 'zipp', before: '3', after: null },
    ]
    const blocks = whatChanged(modelReport(judged, { changes: SAME, ranIn }), 2)
    expect(renderMarkdown(blocks).replaceAll('&nbsp;', ' ')).toBe(
      '**What changed**  data, test rows: same\n\n- ran in: torch ~~2.5.1~~ → **2.6.0** · GPU ~~none~~ → **NVIDIA L4** · 1 more difference',
    )
  })
})
