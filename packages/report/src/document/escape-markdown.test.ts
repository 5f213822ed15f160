import { escapeHtmlInMarkdown, escapeMarkdown, plainText } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { hostileTexts } from '../testing/hostile-texts.ts'
import { elementsOf, REFERENCE, rendered, textOutsideCode } from '../testing/rendered.ts'

const places: Readonly<Record<string, readonly [(text: string) => string, readonly string[]]>> = {
  paragraph: [(text) => text, ['p', '/p']],
  'paragraph after words': [(text) => `so: ${text}`, ['p', '/p']],
  'bold words': [(text) => `**a ${text} b**`, ['p', 'strong', '/strong', '/p']],
  'list item': [(text) => `- ${text}`, ['ul', 'li', '/li', '/ul']],
  'table cell': [
    (text) => `| a | b |\n|---|---|\n| ${text} | 1 |`,
    'table thead tr th /th th /th /tr /thead tbody tr td /td td /td /tr /tbody /table'.split(' '),
  ],
  quote: [(text) => `> ${text}`, ['blockquote', 'p', '/p', '/blockquote']],
}

/** What a reader sees, the gaps aside. */
function seen(html: string): string {
  return textOutsideCode(html).replaceAll('\u200b', '').replace(/\s+/g, ' ').trim()
}

describe.each(Object.entries(places))('escapeMarkdown() in a %s', (_, [place, elements]) => {
  it.each(hostileTexts.filter((text) => text.trim() !== ''))(
    'renders %j as itself, and makes nothing of it',
    (text) => {
      const html = rendered(place(escapeMarkdown(text).trim()))
      expect(elementsOf(html)).toEqual(elements)
      expect(seen(html)).toContain(plainText(text).replace(/\s+/g, ' ').trim())
      expect(textOutsideCode(html)).not.toMatch(REFERENCE)
    },
  )
})

describe('escapeMarkdown()', () => {
  it('leaves ordinary sentences readable', () => {
    const sentence =
      'ROC AUC +0.013, anywhere in −0.0027 … +0.0039; "night" (22–5 h), 1.5 days: 95 % and 3 - 2 = 1.'
    expect(escapeMarkdown(sentence)).toBe(sentence)
    expect(['0.764', '+0.026', '−0.002', '2001-06-01', '18:05'].map(escapeMarkdown)).toEqual([
      '0.764',
      '+0.026',
      '−0.002',
      '2001-06-01',
      '18:05',
    ])
  })
  it('lets no dollar sign begin a formula', () => {
    expect(escapeMarkdown('$x$')).toBe('<span>$</span>x<span>$</span>')
  })
  it('keeps the blanks at its ends: it writes parts of sentences', () => {
    expect(escapeMarkdown(' than ')).toBe(' than ')
  })
})

describe('escapeHtmlInMarkdown()', () => {
  it.each(hostileTexts.filter((text) => text.trim() !== ''))(
    'keeps %j text in the title of a section',
    (text) => {
      const html = rendered(
        `<details><summary><b>${escapeHtmlInMarkdown(text)}</b></summary>\n\nbody\n\n</details>`,
      )
      expect(elementsOf(html)).toEqual('details summary b /b /summary p /p /details'.split(' '))
      expect(textOutsideCode(html)).not.toMatch(REFERENCE)
    },
  )
})
