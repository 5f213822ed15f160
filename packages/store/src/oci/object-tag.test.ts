import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readTag, tagOf } from './object-tag.ts'

interface Vectors {
  readonly tags: readonly { readonly path: string; readonly tag: string; readonly folder?: string }[]
  readonly foreign: readonly string[]
}

const { tags, foreign } = JSON.parse(
  readFileSync(new URL('../../../../docs/formats/vectors/oci.json', import.meta.url), 'utf8'),
) as Vectors

describe('tagOf() and readTag()', () => {
  it('write and read the vectors of docs/formats/store.md', () => {
    for (const { path, tag, folder } of tags) {
      expect(tagOf(path)).toBe(tag)
      expect(readTag(tag)).toEqual(folder === undefined ? { path } : { folder })
    }
  })

  it('take no tag for ours that they would write otherwise', () => {
    for (const tag of foreign) expect([tag, readTag(tag)]).toEqual([tag, undefined])
  })

  it('give each path a legal tag of its own, and read it back where it is not cut', () => {
    const names = [
      'a',
      '-',
      '.',
      '_',
      'a.b',
      '_s',
      'ü',
      'ab',
      `ab${'0'.repeat(62)}`,
      `cd${'0'.repeat(62)}`,
      'Z9',
    ]
    const seen = new Set<string>()
    let paths = 0
    for (const one of names)
      for (const two of names)
        for (const three of ['', ...names]) {
          const path = [one, two, ...(three === '' ? [] : [three])].join('/')
          const tag = tagOf(path)
          expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/)
          const meaning = readTag(tag)
          if (meaning && 'path' in meaning) expect(meaning.path).toBe(path)
          else expect(path.startsWith(meaning?.folder ?? '?')).toBe(true)
          seen.add(tag)
          paths++
        }
    expect(seen.size).toBe(paths)
  })
})
