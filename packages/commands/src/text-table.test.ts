import { expect, it } from 'vitest'
import { textTable } from './text-table.ts'

it('textTable() lines up cells of any width, colours apart, with no space at the end', () => {
  expect(
    textTable([
      ['a', 'bb', ''],
      ['long', '\u001b[32mb\u001b[0m', 'c'],
      ['', 'b'],
    ]),
  ).toBe('a     bb\nlong  \u001b[32mb\u001b[0m   c\n      b')
})
