import { describe, expect, it } from 'vitest'
import { hostileTexts } from '../testing/hostile-texts.ts'
import type { Block } from './document.ts'
import { renderText } from './render-text.ts'

const PLAIN = { colour: false, columns: 40 }

describe('renderText()', () => {
  it.each(hostileTexts)('lets %j neither move the cursor nor speak to the runner', (text) => {
    const blocks: Block[] = [
      { kind: 'heading', text },
      { kind: 'paragraph', text },
      { kind: 'list', ordered: false, items: [text] },
      { kind: 'drawing', label: '', lines: [text] },
      { kind: 'table', caption: '', columns: [{ title: text, align: 'left' }], rows: [[{ code: text }]] },
      { kind: 'section', title: text, result: text, blocks: [{ kind: 'paragraph', text }] },
    ]
    const lines = renderText(blocks, PLAIN).split('\n')
    expect(lines.filter((line) => /^\s*::|##\[/.test(line))).toEqual([])
    expect(lines.filter((line) => /\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b]/u.test(line))).toEqual([])
  })
  it('breaks long lines at blanks and indents what follows in a list', () => {
    const text = renderText(
      [{ kind: 'list', ordered: true, items: ['one two three four five six seven eight nine'] }],
      PLAIN,
    )
    expect(text).toBe('1. one two three four five six seven\n   eight nine')
  })
  it('aligns columns by what is seen, with colour as without', () => {
    const table: Block = {
      kind: 'table',
      caption: '',
      columns: [
        { title: '', align: 'left' },
        { title: 'n', align: 'right' },
      ],
      rows: [
        ['東京', { tone: 'bad', text: '1' }],
        ['abcdef', '1,234'],
      ],
    }
    const plain = 'xxxxxx      n\n東京        1\nabcdef  1,234'.replace('xxxxxx', '      ')
    expect(renderText([table], PLAIN)).toBe(plain)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
    expect(renderText([table], { ...PLAIN, colour: true }).replace(/\u001b\[\d+m/g, '')).toBe(plain)
  })
})
