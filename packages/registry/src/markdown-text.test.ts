import { describe, expect, it } from 'vitest'
import { codeSpan, escapeMarkdown } from './markdown-text.ts'

describe('escapeMarkdown()', () => {
  it('leaves nothing that Markdown or HTML would read', () => {
    expect(escapeMarkdown('<img src=x> [a](http://b) `c` *d* _e_ ~f~ | # &amp; \\ www.g.h')).not.toMatch(
      /[<>[\]`*_~|\\]|:\/\/|www\.|&amp;/,
    )
    expect(escapeMarkdown('- item')).toBe('&#45; item')
  })

  it('leaves plain sentences as they are, on one line', () => {
    expect(escapeMarkdown('ROC AUC +0.013, 95 % (0.008 … 0.018).')).toBe(
      'ROC AUC +0.013, 95 % (0.008 … 0.018).',
    )
    expect(escapeMarkdown(' two\r\n\tlines\u0007 ')).toBe('two lines')
  })
})

describe('codeSpan()', () => {
  it('holds any text', () => {
    expect(codeSpan('roc_auc')).toBe('`roc_auc`')
    expect(codeSpan('a`b``c')).toBe('```a`b``c```')
    expect(codeSpan('`a')).toBe('`` `a ``')
    expect(codeSpan('a|b\nc')).toBe('`a\\|b c`')
    expect(codeSpan('')).toBe('`  `')
  })
})
