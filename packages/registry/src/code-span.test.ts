import { describe, expect, it } from 'vitest'
import { codeSpan } from './code-span.ts'

describe('codeSpan()', () => {
  it('holds any text', () => {
    expect(codeSpan('roc_auc')).toBe('`roc_auc`')
    expect(codeSpan('a`b``c')).toBe('```a`b``c```')
    expect(codeSpan('`a')).toBe('`` `a ``')
    expect(codeSpan('a|b\nc')).toBe('`a\\|b c`')
    expect(codeSpan('')).toBe('`  `')
  })
})
