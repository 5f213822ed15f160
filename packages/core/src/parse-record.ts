import type * as z from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { coreError } from './error.ts'

/**
 * Reads one of our JSON records strictly.
 * @param what what it is, for the error: "run record runs/main/…"
 * @throws core/record-invalid naming the member, what was found and what was expected
 */
export function parseRecord<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw coreError('core/record-invalid', `Cannot read ${what}: it is not JSON`, { cause })
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const member = issue?.path.map(String).join('.') || 'the record'
  throw coreError('core/record-invalid', `Cannot read ${what}: ${member}: ${issue?.message ?? 'invalid'}`)
}

/** Canonical bytes of a record, checked against its schema first: what we write, we can read. */
export function formatRecord<T>(schema: z.ZodType<T>, record: T, what: string): string {
  const text = canonicalJson(record)
  parseRecord(schema, text, what)
  return text
}
