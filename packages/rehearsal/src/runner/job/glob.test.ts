import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expandGlobs } from './glob.ts'

function folderWith(...paths: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'glob-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), path)
  }
  return root
}

describe('expandGlobs()', () => {
  it.each([
    [['*.txt'], ['b.txt']],
    [['**/*.txt'], ['a/b/c.txt', 'a/x.txt', 'b.txt']],
    [['a'], ['a/.hidden', 'a/b/c.txt', 'a/x.txt']],
    [
      ['a/**', '!a/b'],
      ['a/.hidden', 'a/x.txt'],
    ],
    [
      ['a/?.txt', 'b.[a-t]xt'],
      ['a/x.txt', 'b.txt'],
    ],
    [['./a/x.txt', '# not this'], ['a/x.txt']],
    [['!a/x.txt'], []],
    [['none/**'], []],
  ])('%j', (patterns, expected) => {
    const root = folderWith('a/x.txt', 'a/b/c.txt', 'a/.hidden', 'b.txt', 'c.md')
    expect(expandGlobs(root, patterns).map((file) => relative(root, file))).toEqual(expected)
  })
})
