import { describe, expect, it } from 'vitest'
import { renderMarkdown } from './render-markdown.ts'

const render = (text: string, hardBreaks = false) =>
  renderMarkdown(text, {
    hardBreaks,
    person: (login) => (login.toLowerCase() === 'ada' ? '/ada' : undefined),
    issue: (number) => (number === 7 ? '/ada/models/pull/7' : undefined),
    resolve: (address, kind) => `/${kind}/${address}`,
  }).text.trim()

describe('renderMarkdown()', () => {
  it.each([
    ['<script>alert(1)</script>', ''],
    ['<style>p{}</style>x', 'x'],
    ['<img src=x onerror="alert(1)">', '<img src="x" />'],
    ['<a href="javascript:alert(1)">x</a>', '<p><a rel="nofollow noopener">x</a></p>'],
    ['<iframe src="https://x"></iframe>', ''],
    ['<form action="/x"><button>go</button></form>', 'go'],
    ['<p style="position:fixed" class="top" id="main" onclick="x()">x</p>', '<p>x</p>'],
    ['<svg><script>1</script></svg>', '<p></p>'],
    ['<!-- slipway model=x -->', ''],
    ['<input type="text" name="x">', ''],
  ])('makes %s harmless', (text, expected) => {
    expect(render(text)).toBe(expected)
  })

  it('makes links of other kinds harmless', () => {
    for (const text of ['[x](javascript:alert(1))', '[x](data:text/html,1)', '[x](vbscript:x)'])
      expect(render(text)).not.toMatch(/href="(?!\/)/)
    expect(render('![x](data:image/png;base64,AA)')).not.toContain('data:')
  })

  it('lets GitHub’s own elements through: details, tables with alignment, sub, kbd', () => {
    expect(render('<details open><summary><b>More</b></summary>\n\ntext\n\n</details>')).toBe(
      '<details open><summary><b>More</b></summary><p>text</p>\n</details>',
    )
    expect(render('|a|b|\n|--|--:|\n|1|2|')).toContain('<td align="right">2</td>')
    expect(render('H<sub>2</sub>O <kbd>⌘</kbd>')).toBe('<p>H<sub>2</sub>O <kbd>⌘</kbd></p>')
  })

  it('links people and issues that exist, outside of code and addresses', () => {
    expect(render('@ada and @bob, #7 and #8')).toBe(
      '<p><a class="user-mention" href="/ada" rel="nofollow noopener">@ada</a> and @bob, ' +
        '<a class="issue-link" href="/ada/models/pull/7" rel="nofollow noopener">#7</a> and #8</p>',
    )
    expect(render('`@ada` a@ada.org x#7')).not.toContain('user-mention')
    expect(render('`#7`')).toBe('<p><code>#7</code></p>')
  })

  it('boxes alerts', () => {
    expect(render('> [!CAUTION]\n> Mind the **gap**.')).toBe(
      '<div class="markdown-alert markdown-alert-caution"><p class="markdown-alert-title">Caution</p>\n' +
        '<p>Mind the <strong>gap</strong>.</p>\n</div>',
    )
    expect(render('> [!CAUTION]\n> Mind.', true)).toContain('<p>Mind.</p>')
    expect(render('> [!OTHER]\n> x')).toContain('<blockquote>')
  })

  it('breaks lines in comments only', () => {
    expect(render('a\nb', true)).toBe('<p>a<br />b</p>')
    expect(render('a\nb')).toBe('<p>a\nb</p>')
  })

  it('shows task lists, code with its language, and Mermaid as source', () => {
    const tasks = render('- [x] done\n- [ ] open')
    expect(tasks.match(/type="checkbox"/g)).toHaveLength(2)
    expect(tasks.match(/checked/g)).toHaveLength(1)
    expect(render('```py\nprint("<b>")\n```')).toBe(
      '<pre><code class="language-py">print("&lt;b&gt;")\n</code></pre>',
    )
    expect(render('```mermaid\npie\n  "<x>": 1\n```')).toContain('&lt;x&gt;')
  })

  it('leads relative addresses to neighbours', () => {
    expect(render('[a](docs/a.md) ![b](b.png) [c](#c) [d](https://x/)')).toBe(
      '<p><a href="/link/docs/a.md" rel="nofollow noopener">a</a> <img src="/image/b.png" alt="b" /> ' +
        '<a href="#c" rel="nofollow noopener">c</a> <a href="https://x/" rel="nofollow noopener">d</a></p>',
    )
  })
})
