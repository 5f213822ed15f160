import { describe, expect, it } from 'vitest'
import { renderBlocksHtml } from '../document/render-blocks-html.ts'
import { renderMarkdown } from '../document/render-markdown.ts'
import type { DataTable } from '../report.ts'
import { dataChange } from '../testing/data-change.ts'
import { digest } from '../testing/verdict-parts.ts'
import { dataLines, dataSection } from './data-changes.ts'

const lines = (data: Parameters<typeof dataLines>[0], most = 12) =>
  renderMarkdown([{ kind: 'list', ordered: false, items: dataLines(data, most) }]).replaceAll('&nbsp;', ' ')
const table = (more: Partial<DataTable> = {}): DataTable => ({
  path: 'a.parquet',
  rows: { before: 2_921_412, after: 3_000_000 },
  added: [],
  removed: [],
  retyped: [],
  ...more,
})
const column = (name: string) => ({ name, type: 'int64' })

describe('dataLines()', () => {
  it('says which files came, changed, went and moved, and how the size changed', () => {
    const files = { added: 2, changed: 1, removed: 3, renamed: 1 }
    expect(lines([dataChange({ files })])).toBe(
      '- `data/x`: +2 files, \\~1 file, −3 files, 1 file renamed, 1.0 MB → 2.0 MB',
    )
  })
  it('says that a target is new or gone, and counts no files of one that is a file', () => {
    const one = { kind: 'file', oid: digest(3), files: 1, bytes: 10 } as const
    const files = { added: 1, changed: 0, removed: 0, renamed: 0 }
    expect(lines([dataChange({ before: null, after: one, files })])).toBe('- `data/x`: new, 1 file, 10 B')
    expect(lines([dataChange({ before: one, after: null })])).toBe('- `data/x`: gone, 1 file, 10 B')
    const changed = { ...files, added: 0, changed: 1 }
    expect(
      lines([dataChange({ before: one, after: one, files: changed, tables: [table({ path: '' })] })]),
    ).toBe('- `data/x`: changed, 10 B; 2,921,412 → 3,000,000 rows')
    const folder = { ...one, kind: 'tree' } as const
    expect(lines([dataChange({ before: folder, after: folder, files: changed })])).toBe(
      '- `data/x`: \\~1 file, 10 B',
    )
  })
  it('names rows and columns of tables', () => {
    const tables = [
      table({ added: [column('tail')], removed: [column('a'), column('b')] }),
      table({ path: 'b.csv', rows: { before: null, after: 1 } }),
      table({
        path: 'c.csv',
        rows: { before: 5, after: 5 },
        retyped: [{ name: 'y', before: 'int64', after: 'double' }],
      }),
    ]
    expect(lines([dataChange({ tables })])).toBe(
      '- `data/x`: +1 file, 1.0 MB → 2.0 MB; `a.parquet`: 2,921,412 → 3,000,000 rows, + column `tail`, − columns `a`, `b`; ' +
        '`b.csv`: new, 1 row; `c.csv`: 5 rows, column `y` int64 → double',
    )
  })
  it('says why files were not compared', () => {
    expect(lines([dataChange({ files: null, note: 'its tree is not in the store' })])).toBe(
      '- `data/x`: 1.0 MB → 2.0 MB (its tree is not in the store)',
    )
  })
  it('is bounded: ten pointers, three tables, five columns', () => {
    const tables = Array.from({ length: 5 }, () => table({ added: 'abcdefgh'.split('').map(column) }))
    const text = lines(Array.from({ length: 14 }, () => dataChange({ tables, moreTables: 7 })))
    const [first = '', ...others] = text.split('\n')
    expect(others).toHaveLength(10)
    expect(others.at(-1)).toBe('- and 4 more data targets')
    expect(first.match(/`a\.parquet`/g)).toHaveLength(3)
    expect(first).toContain('+ columns `a`, `b`, `c`, `d`, `e`, 3 more;')
    expect(first).toMatch(/; 9 more tables$/)
    expect(lines([dataChange(), dataChange()], 1)).toContain('and 1 more data target')
  })
})

describe('dataSection()', () => {
  it('holds a row for each pointer and each of its tables', () => {
    const html = renderBlocksHtml(
      dataSection([dataChange({ tables: [table({ added: [column('<tail>')] }), table({ path: '' })] })], 100),
    )
    expect(html.match(/<tr>/g)).toHaveLength(4)
    expect(html).toContain('<code>a.parquet</code>')
    expect(html).toContain('&lt;tail&gt;')
    expect(html).toContain('9e3779b → 3c6ef36')
  })
  it('is not there without rows, and counts what does not fit', () => {
    expect(dataSection([], 100)).toEqual([])
    expect(dataSection([dataChange()], 0)).toEqual([])
    const html = renderBlocksHtml(dataSection([dataChange(), dataChange(), dataChange()], 2))
    expect(html).toContain('1 more line')
  })
})
