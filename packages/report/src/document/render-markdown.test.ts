import { describe, expect, it } from 'vitest'
import { elementsOf, rendered } from '../testing/rendered.ts'
import type { Block } from './document.ts'
import { renderMarkdown } from './render-markdown.ts'

const write = (...blocks: readonly Block[]) => renderMarkdown(blocks)

describe('renderMarkdown()', () => {
  it('writes plain code between backquotes, and other code as an element with escaped text', () => {
    expect(write({ kind: 'paragraph', text: { code: 'src/train.py' } })).toBe('`src/train.py`')
    expect(write({ kind: 'paragraph', text: { code: 'a`b|c' } })).toBe('<code>a\\`b&#124;c</code>')
  })
  it('escapes a name together with the "@" before it', () => {
    expect(write({ kind: 'paragraph', text: ['@', ['octocat']] })).toBe('@&#8203;octocat')
  })
  it('closes no fence from within', () => {
    const html = rendered(write({ kind: 'drawing', label: '', lines: ['```', '<b>x</b>', '````'] }))
    expect(elementsOf(html)).toEqual(['pre', 'code', '/code', '/pre'])
  })
  it('lets no line of a drawing become two', () => {
    expect(write({ kind: 'drawing', label: '', lines: ['a\n```\nb'] }).split('\n')).toHaveLength(3)
  })
  it('writes the title of a section as HTML, which GitHub does not read as Markdown', () => {
    const section: Block = {
      kind: 'section',
      title: 'Runs & cost',
      result: ['on ', { code: '*box*' }],
      blocks: [{ kind: 'paragraph', text: '*x*' }],
    }
    expect(write(section)).toBe(
      '<details><summary><b>Runs &amp; cost</b> &nbsp; on <code>*box*</code></summary>\n\n\\*x\\*\n\n</details>',
    )
  })
  it('keeps every line of a callout within it', () => {
    const callout: Block = {
      kind: 'callout',
      level: 'caution',
      blocks: [
        { kind: 'paragraph', text: 'a' },
        { kind: 'list', ordered: false, items: ['b', 'c'] },
      ],
    }
    expect(write(callout)).toBe('> [!CAUTION]\n> a\n>\n> - b\n> - c')
  })
  it('links only what is an address of the web', () => {
    const link = (address: string) => write({ kind: 'paragraph', text: { link: address, text: 'run' } })
    expect(link('https://github.com/a/b')).toBe('[run](https://github.com/a/b)')
    expect(link('https://github.com/a_(b)>c')).toBe('[run](https://github.com/a_%28b%29%3Ec)')
    expect(link('https://github.com/a b')).toBe('run')
    expect(link('javascript:alert(1)')).toBe('run')
    expect(link('')).toBe('run')
  })
  it('aligns the columns of a table', () => {
    const table: Block = {
      kind: 'table',
      caption: '',
      columns: [
        { title: '', align: 'left' },
        { title: 'n', align: 'right' },
        { title: 'Δ', align: 'center' },
      ],
      rows: [['a|b', '1', '+1\u00a0…\u00a0+2']],
    }
    expect(write(table)).toBe('|  | n | Δ |\n|---|--:|:-:|\n| a&#124;b | 1 | +1&nbsp;…&nbsp;+2 |')
  })
})
