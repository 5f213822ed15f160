import { SlipwayError } from '@slipway/core'
import { runnerError } from '../error.ts'
import { evaluate, type Plain, type Scope, toPlain } from './expression.ts'
import {
  fieldsOf,
  isExpression,
  isInsert,
  isMapping,
  isSequence,
  itemsOf,
  literalOf,
  type Token,
} from './token.ts'

/** The value of a token with its expressions evaluated. @throws runner/expression-invalid with line and column */
export function resolve(token: Token, scope: Scope): Plain {
  if (isExpression(token)) return at(token, scope, () => toPlain(evaluate(token.expression, scope)))
  if (isSequence(token)) return itemsOf(token).map((item) => resolve(item, scope))
  if (isMapping(token)) return resolveMapping(token, scope)
  return literalOf(token)
}

/** The value of a token as text, by the rules that GitHub puts a number or a boolean into a string. */
export function resolveText(token: Token, scope: Scope): string {
  if (isExpression(token)) return at(token, scope, () => evaluate(token.expression, scope).coerceString())
  return isSequence(token) || isMapping(token) ? '' : token.toString()
}

/** A mapping of texts: `env`, `with`, `outputs`. */
export function resolveTexts(token: Token | undefined, scope: Scope): Readonly<Record<string, string>> {
  if (token === undefined) return {}
  if (isExpression(token)) {
    const value = resolve(token, scope)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each ?? '')]))
  }
  return Object.fromEntries([...fieldsOf(token)].map(([name, each]) => [name, resolveText(each, scope)]))
}

export function resolveBoolean(token: Token | undefined, scope: Scope, otherwise: boolean): boolean {
  if (token === undefined) return otherwise
  const value = resolve(token, scope)
  if (typeof value === 'boolean') return value
  throw invalid(token, scope, `Unexpected value '${String(value)}'; expected a boolean`)
}

export function resolveNumber(token: Token | undefined, scope: Scope, otherwise: number): number {
  if (token === undefined) return otherwise
  const value = resolve(token, scope)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw invalid(token, scope, `Unexpected value '${String(value)}'; expected a number`)
}

function resolveMapping(token: Token, scope: Scope): Plain {
  const result: Record<string, Plain> = {}
  if (!isMapping(token)) return result
  for (let index = 0; index < token.count; index++) {
    const { key, value } = token.get(index)
    const resolved = resolve(value, scope)
    if (isInsert(key)) Object.assign(result, resolved)
    else result[key.toString()] = resolved
  }
  return result
}

function at<Value>(token: Token, scope: Scope, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw invalid(token, scope, reason, error instanceof SlipwayError ? error.cause : error)
  }
}

function invalid(token: Token, scope: Scope, reason: string, cause?: unknown): SlipwayError {
  const line = token.line ?? 1
  const column = token.col ?? 1
  const place = `${scope.file} (Line: ${line}, Col: ${column})`
  return runnerError('runner/expression-invalid', `The template is not valid. ${place}: ${reason}`, {
    location: { file: scope.file, line, column },
    cause,
  })
}
