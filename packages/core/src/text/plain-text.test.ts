import { describe, expect, it } from 'vitest'
import { clip, plainText, visibleText, widthOf } from './plain-text.ts'

describe('plainText()', () => {
  it('makes one line of many, and one blank of many, but keeps blanks that do not break', () => {
    expect(plainText('a\r\n b\t\tc\u2028d')).toBe('a b c d')
    expect(plainText('95\u00a0%')).toBe('95\u00a0%')
  })
  it('shows what a reader could not see', () => {
    expect(plainText('a\u202Eb\u200Bc\uFEFFd\u001b[31m\u{E0041}\ue000')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffd[31m\ufffd\ufffd',
    )
  })
  it('mends lone surrogates and cuts towers of marks', () => {
    expect(plainText('\ud800')).toBe('\ufffd')
    expect([...plainText(`e${'\u0301'.repeat(40)}`)]).toHaveLength(4)
  })
  it('leaves other scripts and emoji alone', () => {
    expect(plainText('Größe 東京 مرحبا ✅️')).toBe('Größe 東京 مرحبا ✅️')
  })
})

describe('visibleText()', () => {
  it('keeps blanks, and shows line breaks instead of making them', () => {
    expect(visibleText('a   b\nc')).toBe('a   b\ufffdc')
  })
})

describe('clip()', () => {
  it('counts letters, not units, and says that something was left out', () => {
    expect(clip('𝒳𝒴𝒵', 3)).toBe('𝒳𝒴𝒵')
    expect(clip('𝒳𝒴𝒵', 2)).toBe('𝒳…')
    expect(clip('  a  ', 1)).toBe('a')
  })
})

describe('widthOf()', () => {
  it('gives East Asian letters and emoji two columns, and marks none', () => {
    expect([widthOf('abc'), widthOf('東京'), widthOf('✅'), widthOf('e\u0301'), widthOf('├─●─┤')]).toEqual([
      3, 4, 2, 1, 5,
    ])
  })
})
