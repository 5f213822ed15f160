import { describe, expect, it } from 'vitest'
import { parsePythonImports } from './python-imports.ts'

const imports = (text: string) =>
  parsePythonImports(text).map(
    ({ line, level, module, names }) => `${line}:${'.'.repeat(level)}${module}(${names.join(' ')})`,
  )

describe('parsePythonImports()', () => {
  it.each([
    ['plain, dotted, renamed', 'import a, b.c as d, e', ['1:a()', '1:b.c()', '1:e()']],
    ['from, renamed, star', 'from a.b import c as d, e\nfrom f import *', ['1:a.b(c e)', '2:f()']],
    ['relative', 'from . import a\nfrom ..b import c\nfrom ... import d', ['1:.(a)', '2:..b(c)', '3:...(d)']],
    ['parentheses over lines', 'from a import (  # why\n  b,\n  c as d,\n)\nimport e', ['1:a(b c)', '5:e()']],
    ['a continued line', 'from a import b, \\\n  c\nimport d', ['1:a(b c)', '3:d()']],
    [
      'indented, after a colon, after a semicolon',
      'try: import a; import b\nexcept E:\n  import c',
      ['1:a()', '1:b()', '3:c()'],
    ],
    ['names beyond ASCII', 'import données', ['1:données()']],
    ['CRLF', 'import a\r\nfrom b import (\r\n c)\r\n', ['1:a()', '2:b(c)']],
  ])('reads %s', (_, text, found) => {
    expect(imports(text)).toEqual(found)
  })

  it.each([
    ['comments', '# import a\nx = 1  # import b'],
    ['strings', `x = 'import a'\ny = "it\\"s; import bcd"\nz = rb'\\'\nimport_a = 1`],
    ['texts over lines', '"""\nimport a\nfrom b import c\n"""\nx = f"""\nimport d\n"""'],
    ['other uses of from', 'raise A from b\ndef f():\n  yield from g\nx.import_module("a")'],
    ['an unfinished statement', 'from a\nimport'],
  ])('passes over %s', (_, text) => {
    expect(imports(text)).toEqual([])
  })

  it('goes on after a string that is not closed', () => {
    expect(imports("x = 'oops\nimport a")).toEqual(['2:a()'])
  })

  it('counts the lines of long strings', () => {
    expect(imports('"""\n\n"""\nimport a')).toEqual(['4:a()'])
  })
})
