import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isPattern, literalPrefix, pathPattern } from './path-pattern.ts'

describe('pathPattern()', () => {
  it.each([
    ['data/*.csv', ['data/a.csv', 'data/.csv'], ['data/a/b.csv', 'data/a.csvx', 'xdata/a.csv']],
    ['data/**/*.csv', ['data/a.csv', 'data/a/b/c.csv'], ['data/a.txt', 'datax/a.csv']],
    ['data/20?1/[a-c]', ['data/2001/a', 'data/20x1/c'], ['data/20/1/a', 'data/2001/d']],
    ['data/[!a]x', ['data/bx'], ['data/ax', 'data//x']],
    ['d.t(a)+{1}/$^|*', ['d.t(a)+{1}/$^|b'], ['data(a)+{1}/$^|b', 'd.taa1/b']],
    ['ünï/?', ['ünï/😀'], ['ünï/ab']],
  ])('%s', (pattern, yes, no) => {
    for (const path of yes) expect([path, pathPattern(pattern).test(path)]).toEqual([path, true])
    for (const path of no) expect([path, pathPattern(pattern).test(path)]).toEqual([path, false])
  })
  it('takes all that is below a folder that matches', () => {
    expect(pathPattern('data/20*').test('data/2001/06/x')).toBe(true)
    expect(pathPattern('data/20*').test('data/1999/2001')).toBe(false)
  })
  it('agrees with Node, where no folder matches', () => {
    for (const pattern of ['a/*', 'a/**/b', '*/b?', 'a/[bc]*'])
      for (const path of ['a', 'a/b', 'a/bc', 'a/c', 'a/x/b', 'x/bb', 'a/x/y/b'])
        if (!['a/b', 'a/bc', 'a/x'].some((folder) => path.startsWith(`${folder}/`)))
          expect([pattern, path, pathPattern(pattern).test(path)]).toEqual([
            pattern,
            path,
            posix.matchesGlob(path, pattern),
          ])
  })
  it('knows a pattern from a name, and what its matches begin with', () => {
    expect(['a/b', 'a*', 'a?', 'a[b]'].map(isPattern)).toEqual([false, true, true, true])
    expect(literalPrefix('data/20*/x')).toBe('data/20')
  })
})
