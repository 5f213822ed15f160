import { coreError } from './error.ts'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/**
 * Serialises a value by RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, numbers and
 * strings as ECMAScript prints them, no white space. Members that are `undefined` are left out.
 *
 * @throws core/json-not-canonical for NaN, infinities, lone surrogates and values JSON cannot hold
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value)
    throw coreError(
      'core/json-not-canonical',
      `Cannot write JSON: a number is ${value}; expected a finite number`,
    )
  }
  if (typeof value === 'string') {
    if (value.isWellFormed()) return JSON.stringify(value)
    throw coreError(
      'core/json-not-canonical',
      'Cannot write JSON: a string holds a lone surrogate; expected well-formed Unicode',
    )
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  throw coreError(
    'core/json-not-canonical',
    `Cannot write JSON: found ${typeof value}; expected a JSON value`,
  )
}
