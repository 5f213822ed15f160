import { describe, expect, it } from 'vitest'
import { html, trusted } from './html.ts'

describe('html', () => {
  it('escapes values, in text and attributes', () => {
    expect(html`<a title="${'"><script>'}">${"<b>&'"}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</a>',
    )
  })

  it('keeps what is HTML, joins lists, leaves out nothing at all', () => {
    const items = ['a', 'b'].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}${trusted('<hr>')}${false}${null}${undefined}${0}</ul>`.text).toBe(
      '<ul><li>a</li><li>b</li><hr>0</ul>',
    )
  })
})
