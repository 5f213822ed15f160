import { GraphqlProblem } from './problem.ts'

/** A field with its arguments as variables' names or plain values, and what is asked of it. */
export interface Field {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly fields: readonly Field[]
}

export interface Document {
  readonly kind: 'query' | 'mutation'
  readonly fields: readonly Field[]
}

const TOKEN = /\s*(?:#[^\n]*\n\s*)*(\$?[A-Za-z_]\w*|-?\d+|"(?:[^"\\\n]|\\.)*"|[{}()[\]:!,]|$)/y

/**
 * Reads one operation of the GraphQL language, as far as it is spoken here: fields with arguments and variables, without aliases,
 * fragments and directives.
 * @throws GraphqlProblem
 * @see https://spec.graphql.org/October2021/#sec-Language
 */
export function parseDocument(text: string, variables: Readonly<Record<string, unknown>>): Document {
  const parser = new Parser(tokensOf(text), variables)
  return parser.document()
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const [, token] = TOKEN.exec(text) ?? []
    if (token === undefined) throw new GraphqlProblem('PARSE_ERROR', 'Unexpected character in the document')
    if (token === '') return tokens
    if (token !== ',') tokens.push(token)
  }
}

class Parser {
  readonly #tokens: readonly string[]
  readonly #variables: Readonly<Record<string, unknown>>
  #at = 0

  constructor(tokens: readonly string[], variables: Readonly<Record<string, unknown>>) {
    this.#tokens = tokens
    this.#variables = variables
  }

  document(): Document {
    const kind = this.#next()
    if (kind !== 'query' && kind !== 'mutation') throw unexpected(kind)
    if (/^[A-Za-z_]/.test(this.#peek())) this.#next()
    if (this.#peek() === '(') while (this.#next() !== ')');
    const fields = this.#selection()
    if (this.#peek() !== '') throw unexpected(this.#peek())
    return { kind, fields }
  }

  #selection(): readonly Field[] {
    this.#expect('{')
    const fields: Field[] = []
    while (this.#peek() !== '}') {
      const name = this.#next()
      if (!/^[A-Za-z_]/.test(name)) throw unexpected(name)
      const values = this.#peek() === '(' ? this.#values('(', ')') : {}
      const inner = this.#peek() === '{' ? this.#selection() : []
      fields.push({ name, arguments: values, fields: inner })
    }
    this.#expect('}')
    return fields
  }

  #values(open: string, close: string): Readonly<Record<string, unknown>> {
    this.#expect(open)
    const values: Record<string, unknown> = {}
    while (this.#peek() !== close) {
      const name = this.#next()
      this.#expect(':')
      values[name] = this.#value()
    }
    this.#expect(close)
    return values
  }

  #value(): unknown {
    if (this.#peek() === '{') return this.#values('{', '}')
    const token = this.#next()
    if (token.startsWith('$')) return this.#variables[token.slice(1)]
    if (token.startsWith('"')) return JSON.parse(token)
    if (/^-?\d/.test(token)) return Number(token)
    throw unexpected(token)
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? ''
  }

  #next(): string {
    const token = this.#peek()
    if (token === '') throw unexpected('end of document')
    this.#at += 1
    return token
  }

  #expect(token: string): void {
    const found = this.#next()
    if (found !== token) throw unexpected(found)
  }
}

function unexpected(token: string): GraphqlProblem {
  return new GraphqlProblem('PARSE_ERROR', `Unexpected "${token}"`)
}
