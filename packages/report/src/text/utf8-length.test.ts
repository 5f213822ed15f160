import { expect, it } from 'vitest'
import { utf8Length } from './utf8-length.ts'

it('utf8Length() counts what an encoder writes', () => {
  for (const text of ['', 'abc', 'Größe', '\u07ff\u0800', '東京 ✅', '𝒳\u{10ffff}'])
    expect(utf8Length(text), text).toBe(new TextEncoder().encode(text).length)
})
