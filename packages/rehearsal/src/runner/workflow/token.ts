import type {
  BasicExpressionToken,
  MappingToken,
  SequenceToken,
  TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index'

/** One node of a workflow file as GitHub's parser reads it: position, value, and the expression where it is one. */
export type Token = TemplateToken

// TokenType of the parser. Its enum is not imported: only types of the parser may be, since it loads late.
const SEQUENCE = 1
const MAPPING = 2
const EXPRESSION = 3
const INSERT = 4

export function isSequence(token: Token): token is SequenceToken {
  return token.templateTokenType === SEQUENCE
}

export function isMapping(token: Token): token is MappingToken {
  return token.templateTokenType === MAPPING
}

export function isExpression(token: Token): token is BasicExpressionToken {
  return token.templateTokenType === EXPRESSION
}

/** `${{ insert }}` as a key: its value is a mapping whose pairs are added. */
export function isInsert(token: Token): boolean {
  return token.templateTokenType === INSERT
}

/** A string, number, boolean or null that is written out. */
export function literalOf(token: Token): string | number | boolean | null {
  return 'value' in token ? (token.value as string | number | boolean) : null
}

export function itemsOf(token: Token | undefined): readonly Token[] {
  if (token === undefined || !isSequence(token)) return []
  return Array.from({ length: token.count }, (_, index) => token.get(index))
}

/** Pairs of a mapping in the order of the file; none for any other token. */
export function fieldsOf(token: Token | undefined): ReadonlyMap<string, Token> {
  if (token === undefined || !isMapping(token)) return new Map()
  const pairs = Array.from({ length: token.count }, (_, index) => token.get(index))
  return new Map(pairs.map((pair) => [pair.key.toString(), pair.value]))
}

/** A string, or a list of strings, as a list; undefined where nothing stands. */
export function textsOf(token: Token | undefined): readonly string[] | undefined {
  if (token === undefined) return undefined
  return isSequence(token) ? itemsOf(token).map(String) : [token.toString()]
}
