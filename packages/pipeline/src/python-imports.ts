import { type PythonToken, pythonTokens } from './python-tokens.ts'

/** One import of a Python file: `from ..a.b import c` has level 2, module "a.b" and names ["c"]. */
export interface PythonImport {
  /** Where the statement begins, from 1. */
  readonly line: number
  /** Leading dots; 0 for an absolute import. */
  readonly level: number
  /** Empty for `from . import a`. */
  readonly module: string
  /** What `from` takes, without `*`; empty for a plain import. */
  readonly names: readonly string[]
}

/** The import statements of a Python text, wherever they stand: at the top, in functions, after `try:`. */
export function parsePythonImports(text: string): PythonImport[] {
  const found: PythonImport[] = []
  let statement: PythonToken[] = []
  for (const token of pythonTokens(text)) {
    if (token.kind !== 'end') {
      statement.push(token)
      continue
    }
    found.push(...importsOf(statement))
    statement = []
  }
  return found
}

function importsOf(statement: readonly PythonToken[]): PythonImport[] {
  const start = statement.findIndex(
    (token, index) =>
      token.kind === 'name' &&
      (token.text === 'import' || token.text === 'from') &&
      // "if x: import y" too; but not "raise a from b" or "yield from a".
      (index === 0 || statement[index - 1]?.text === ':'),
  )
  const keyword = statement[start]
  if (!keyword) return []
  const rest = statement.slice(start + 1).filter(({ text }) => text !== '(' && text !== ')')
  if (keyword.text === 'import') {
    return split(rest)
      .map(beforeAs)
      .flatMap((part) =>
        part.length === 0 ? [] : [{ line: keyword.line, level: 0, module: dotted(part), names: [] }],
      )
  }
  const middle = rest.findIndex(({ text }) => text === 'import')
  if (middle === -1) return []
  const source = rest.slice(0, middle)
  const dots = source.findIndex(({ text }) => text !== '.')
  const level = dots === -1 ? source.length : dots
  const names = split(rest.slice(middle + 1)).flatMap((part) =>
    part[0]?.kind === 'name' ? [part[0].text] : [],
  )
  return [{ line: keyword.line, level, module: dotted(source.slice(level)), names }]
}

const dotted = (tokens: readonly PythonToken[]) => tokens.map(({ text }) => text).join('')

function beforeAs(tokens: readonly PythonToken[]): readonly PythonToken[] {
  const as = tokens.findIndex(({ text }) => text === 'as')
  return as === -1 ? tokens : tokens.slice(0, as)
}

/** The parts between commas. */
function split(tokens: readonly PythonToken[]): PythonToken[][] {
  const parts: PythonToken[][] = [[]]
  for (const token of tokens) {
    if (token.text === ',') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}
