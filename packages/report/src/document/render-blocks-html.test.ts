import { describe, expect, it } from 'vitest'
import { hostileTexts } from '../testing/hostile-texts.ts'
import { elementsOf } from '../testing/rendered.ts'
import type { Block } from './document.ts'
import { renderBlocksHtml } from './render-blocks-html.ts'

/** One block of each kind, the text everywhere. */
function blocks(text: string): readonly Block[] {
  const table = { caption: text, columns: [{ title: text, align: 'left' as const }], rows: [[text]] }
  return [
    { kind: 'heading', text },
    { kind: 'paragraph', text: [{ strong: text }, { struck: text }, { code: text }, { tone: 'bad', text }] },
    { kind: 'list', ordered: true, items: [{ emphasis: text }] },
    { kind: 'table', ...table },
    { kind: 'drawing', label: text, lines: [text] },
    { kind: 'callout', level: 'note', blocks: [{ kind: 'paragraph', text }] },
    { kind: 'section', title: text, result: text, blocks: [] },
    { kind: 'figure', title: text, summary: text, svg: '<svg></svg>', table },
  ]
}

describe('renderBlocksHtml()', () => {
  it.each(hostileTexts.filter((text) => text.trim() !== ''))(
    'keeps %j text, in elements and in attributes',
    (text) => {
      expect(elementsOf(renderBlocksHtml(blocks(text)))).toEqual(elementsOf(renderBlocksHtml(blocks('x'))))
    },
  )
  it('names rows and columns for those who hear a table', () => {
    const html = renderBlocksHtml(blocks('x'))
    expect(html).toContain('<caption>x</caption>')
    expect(html).toContain('<th scope="col" class="left">x</th>')
    expect(html).toContain('<th scope="row">x</th>')
  })
  it('links only what is an address of the web', () => {
    const link = (address: string) =>
      renderBlocksHtml([{ kind: 'paragraph', text: { link: address, text: 'run' } }])
    expect(link('https://github.com/a?b=1&c="')).toBe(
      '<p><a href="https://github.com/a?b=1&amp;c=%22">run</a></p>',
    )
    expect(link('javascript:alert(1)')).toBe('<p>run</p>')
  })
})
