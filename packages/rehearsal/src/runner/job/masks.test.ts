import { describe, expect, it } from 'vitest'
import { Masks } from './masks.ts'

describe('Masks', () => {
  it('hides a secret, the longest first, and special characters as they are', () => {
    const masks = new Masks()
    for (const secret of ['abc', 'abcdef', 'a.c(d)[e]$']) masks.add(secret)
    expect(masks.apply('abcdef abc axc(d)[e]$ a.c(d)[e]$')).toBe('*** *** axc(d)[e]$ ***')
  })

  it('hides each line of a secret of several lines', () => {
    const masks = new Masks()
    masks.add('-----BEGIN-----\nline one\n\n-----END-----')
    expect(masks.apply('x line one y')).toBe('x *** y')
    expect(masks.apply('a\n\nb')).toBe('a\n\nb')
  })

  it('hides what the secret looks like in JSON, a URL and Base64 at any offset', () => {
    const masks = new Masks()
    masks.add('pass "word"/1')
    for (const offset of ['', 'x', 'xy']) {
      const encoded = Buffer.from(`${offset}pass "word"/1`).toString('base64')
      expect(masks.hides(encoded)).toBe(true)
    }
    expect(masks.hides(JSON.stringify({ a: 'pass "word"/1' }))).toBe(true)
    expect(masks.hides(`?q=${encodeURIComponent('pass "word"/1')}`)).toBe(true)
    expect(masks.hides('pass word')).toBe(false)
  })

  it('takes blank text for no secret', () => {
    const masks = new Masks()
    masks.add('')
    masks.add(' \n ')
    expect(masks.apply('a b')).toBe('a b')
  })
})
