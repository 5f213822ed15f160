import { TemporaryRepository } from '@slipway/git/testing'
import { describe, expect, it } from 'vitest'
import { addIgnoreLine, ignoreLine } from './ignore-line.ts'

const NAMES = [
  'flights',
  '#hash',
  '!not',
  '[a]',
  'a*b',
  'q?',
  'back\\slash',
  'end ',
  'two  ',
  ' start',
  'new\nline',
  '-dash',
  'ü',
  '.dot',
  'a\tb',
]

describe('ignoreLine()', () => {
  it('matches its name in its folder and nothing else, as Git sees it', () => {
    for (const name of NAMES) {
      using repository = TemporaryRepository.create()
      repository.write('folder/.gitignore', addIgnoreLine('', ignoreLine(name)))
      repository.write(`folder/${name}`, 'data')
      repository.write(`folder/${name}.slip`, 'pointer')
      repository.write(`folder/deep/${name}`, 'other')
      const others = repository
        .git('ls-files', '-z', '--others', '--exclude-standard')
        .split('\0')
        .slice(0, -1)
      expect(others.sort()).toEqual(
        ['folder/.gitignore', `folder/${name}.slip`, `folder/deep/${name}`].sort(),
      )
    }
  })
})

describe('addIgnoreLine()', () => {
  it('adds a line once, after what is there', () => {
    expect(addIgnoreLine('', '/x')).toBe('/x\n')
    expect(addIgnoreLine('/a', '/x')).toBe('/a\n/x\n')
    expect(addIgnoreLine('/a\n', '/x')).toBe('/a\n/x\n')
    for (const text of ['/x\n', '/a\n/x\n/b', '/x\r\n/b\r\n']) expect(addIgnoreLine(text, '/x')).toBe(text)
  })
})
