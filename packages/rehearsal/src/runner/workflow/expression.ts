import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { runnerError } from '../error.ts'

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

export type ExpressionFunction = (...values: readonly string[]) => boolean | string

/** What an expression may see. */
export interface Scope {
  /** Path of the file that the expression stands in, for messages. */
  readonly file: string
  /** Contexts by name; plain values, or expression data made once with toData(). */
  readonly contexts: Readonly<Record<string, unknown>>
  /** success(), hashFiles() and the like; those that every expression has are built in. */
  readonly functions: Readonly<Record<string, ExpressionFunction>>
}

/** Evaluates the text between `${{` and `}}` as GitHub does. @throws runner/expression-invalid */
export function evaluate(text: string, scope: Scope): data.ExpressionData {
  const functions = Object.entries(scope.functions).map(([name, call]) => ({
    name,
    minArgs: 0,
    maxArgs: 255,
    call: (...values: data.ExpressionData[]) => toData(call(...values.map((value) => value.coerceString()))),
  }))
  try {
    const tree = new Parser(new Lexer(text).lex().tokens, Object.keys(scope.contexts), functions).parse()
    const byName = new Map(functions.map((each) => [each.name.toLowerCase(), each]))
    return new Evaluator(tree, new LazyContexts(scope.contexts), byName).evaluate()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw runnerError('runner/expression-invalid', `Cannot evaluate "${text}": ${reason}`, { cause: error })
  }
}

export function evaluateCondition(text: string, scope: Scope): boolean {
  const value = evaluate(text, scope)
  switch (value.kind) {
    case data.Kind.Null:
      return false
    case data.Kind.Boolean:
      return value.value
    case data.Kind.Number:
      return value.value !== 0 && !Number.isNaN(value.value)
    case data.Kind.String:
      return value.value !== ''
    default:
      return true
  }
}

/** Plain values as expression data. What is data already stays as it is, so a large context is converted once. */
export function toData(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (value instanceof data.Dictionary || value instanceof data.Array) return value
  if (Array.isArray(value)) return new data.Array(...value.map(toData))
  return new data.Dictionary(...Object.entries(value).map(([key, each]) => ({ key, value: toData(each) })))
}

export function toPlain(value: data.ExpressionData): Plain {
  switch (value.kind) {
    case data.Kind.Array:
      return value.values().map(toPlain)
    case data.Kind.Dictionary:
      return Object.fromEntries(value.pairs().map((pair) => [pair.key, toPlain(pair.value)]))
    case data.Kind.Null:
      return null
    default:
      return value.value
  }
}

/** Converts a context when an expression first asks for it: most expressions ask for one of a dozen. */
class LazyContexts extends data.Dictionary {
  readonly #contexts: ReadonlyMap<string, unknown>

  constructor(contexts: Readonly<Record<string, unknown>>) {
    super()
    this.#contexts = new Map(Object.entries(contexts).map(([name, value]) => [name.toLowerCase(), value]))
  }

  override get(name: string): data.ExpressionData {
    return toData(this.#contexts.get(name.toLowerCase()))
  }
}
