import { parseProject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { listDataTarget } from './list-data-target.ts'

describe('listDataTarget()', () => {
  it('adds a line and changes no other, in each layout', () => {
    for (const [before, after] of [
      ['version: 1\n', 'version: 1\ndata:\n  - data/x\n'],
      ['version: 1', 'version: 1\ndata:\n  - data/x\n'],
      ['version: 1\ndata: [] # none\n', 'version: 1\ndata: [data/x] # none\n'],
      [
        'version: 1\ndata: [a,  b]   # two\nstages: {}\n',
        'version: 1\ndata: [a,  b, data/x]   # two\nstages: {}\n',
      ],
      ['data:\n- a # one\n\n# next\nversion: 1\n', 'data:\n- a # one\n- data/x\n\n# next\nversion: 1\n'],
      ['version: 1\ndata:\n    -   "a"', 'version: 1\ndata:\n    -   "a"\n    -   data/x\n'],
      [
        'data: [\n  a, # one\n  b, # two\n]\nversion: 1\n',
        'data: [\n  a, # one\n  b, data/x, # two\n]\nversion: 1\n',
      ],
    ] as const) {
      expect(listDataTarget(before, 'data/x')).toBe(after)
      expect(parseProject(after).data).toContain('data/x')
    }
  })

  it('keeps the text of a file that lists the target already', () => {
    const text = 'version:   1\ndata: [ "data/x" ] # here\n'
    expect(listDataTarget(text, 'data/x')).toBe(text)
  })

  it('writes anew, with comments, what it cannot write into', () => {
    for (const text of [
      '# top\nversion: 1\ndata: # nothing yet\n',
      '# top\n{ version: 1 }\n',
      '# top\nversion: 1\ndata: null\n',
    ]) {
      const after = listDataTarget(text, 'data/x')
      expect(parseProject(after).data).toEqual(['data/x'])
      expect(after).toContain('# top')
    }
  })

  it('quotes names that YAML would read otherwise', () => {
    for (const before of ['version: 1\ndata: [a]\n', 'version: 1\ndata:\n  - a\n', 'version: 1\n']) {
      for (const target of [
        'a, b',
        '- x',
        '#x',
        'no: 1',
        'ü/ä',
        '"q"',
        '-x',
        '[x]',
        'line\nfeed',
        'true',
        '1.5',
      ]) {
        const { data } = parseDocument(listDataTarget(before, target)).toJS()
        expect(data).toContain(target)
      }
    }
  })
})
