import { describe, expect, it } from 'vitest'
import { parsePairs } from './file-commands.ts'

describe('parsePairs()', () => {
  it('reads values of one line, of several, and empty ones', () => {
    const text = 'a=1\nb=\nc=x=y<<z\nd<<EOF\none\n\na=2\nEOF\ne<<E<<F\nE<<F\n\nlast=no newline'
    expect(parsePairs(text)).toEqual([
      ['a', '1'],
      ['b', ''],
      ['c', 'x=y<<z'],
      ['d', 'one\n\na=2'],
      ['e', ''],
      ['last', 'no newline'],
    ])
    expect(parsePairs('')).toEqual([])
  })

  it.each([
    ['just text', "Invalid format 'just text'"],
    ['<<EOF\nx\nEOF', "Invalid format '<<EOF'. Name must not be empty and delimiter must not be empty"],
    ['a<<\nx\n', "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
    ['a<<EOF\nx\n', "Invalid value. Matching delimiter not found 'EOF'"],
    ['a<<EOF\nx\n EOF\n', "Invalid value. Matching delimiter not found 'EOF'"],
  ])('refuses %j', (text, message) => {
    expect(() => parsePairs(text)).toThrow(
      expect.objectContaining({ code: 'runner/command-invalid', message }),
    )
  })
})
