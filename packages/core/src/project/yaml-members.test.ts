import { describe, expect, it } from 'vitest'
import { yamlMembers } from './yaml-members.ts'

describe('yamlMembers()', () => {
  const lines = (text: string) => yamlMembers(text)?.map(({ path, line }) => [path.join('.'), line])

  it('names every member with the line of its key, in flow and block style, and in lists', () => {
    expect(
      lines('# a comment\ntrain:\n  lr: 0.1\n  layers:\n    - { size: 3 }\nb: { c: 1, d: 2 }\n'),
    ).toEqual([
      ['train', 2],
      ['train.lr', 3],
      ['train.layers', 4],
      ['train.layers.0.size', 5],
      ['b', 6],
      ['b.c', 6],
      ['b.d', 6],
    ])
  })

  it('reads JSON, and nothing that is neither', () => {
    expect(lines('{\n  "a": {\n    "b": 1\n  }\n}')).toEqual([
      ['a', 2],
      ['a.b', 3],
    ])
    expect(yamlMembers('a: [1\nb: }')).toBeUndefined()
    expect(yamlMembers('only text')).toEqual([])
  })
})
