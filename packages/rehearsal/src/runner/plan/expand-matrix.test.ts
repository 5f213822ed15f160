import { describe, expect, it } from 'vitest'
import { expandMatrix } from './expand-matrix.ts'

describe('expandMatrix()', () => {
  it('makes the product in the order of the keys', () => {
    expect(expandMatrix({ os: ['a', 'b'], v: [1, 2] })).toEqual([
      { os: 'a', v: 1 },
      { os: 'a', v: 2 },
      { os: 'b', v: 1 },
      { os: 'b', v: 2 },
    ])
  })

  it('takes out what an exclude covers, nested values compared whole', () => {
    const matrix = {
      os: ['a', 'b'],
      node: [{ v: 1, x: true }, { v: 2 }],
      exclude: [{ os: 'a', node: { v: 2 } }, { node: { v: 1 } }],
    }
    expect(expandMatrix(matrix)).toEqual([
      { os: 'a', node: { v: 1, x: true } },
      { os: 'b', node: { v: 1, x: true } },
      { os: 'b', node: { v: 2 } },
    ])
  })

  // The example of GitHub's documentation of `include`.
  it('adds an include to every combination that it does not contradict, and on its own where there is none', () => {
    expect(
      expandMatrix({
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      }),
    ).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ])
  })

  it('with include alone makes a job of each entry', () => {
    expect(expandMatrix({ include: [{ name: 'a' }, { name: 'b', gpu: true }] })).toEqual([
      { name: 'a' },
      { name: 'b', gpu: true },
    ])
  })

  it.each([
    [{ v: [] }, "Matrix vector 'v' does not contain any values"],
    [{ include: [] }, 'Matrix must define at least one vector'],
    [{}, 'Matrix must define at least one vector'],
    [{ v: ['a'], exclude: [{ v: 'a' }] }, 'Matrix must define at least one vector'],
    [{ v: 'a' }, "Matrix vector 'v' is not a list"],
    [{ v: ['a'], include: 'x' }, "Matrix 'include' is not a list"],
    ['', "Unexpected value ''; expected a mapping"],
    [{ v: Array.from({ length: 257 }, (_, index) => index) }, '257 jobs; a matrix makes 256 at most'],
  ])('%j is an error', (matrix, message) => {
    expect(() => expandMatrix(matrix)).toThrow(
      expect.objectContaining({ code: 'runner/matrix-invalid', message }),
    )
  })
})
