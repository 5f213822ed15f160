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
  if (result.success) {
    if (MAY_BE_LOST.test(text)) checkWritable(value, what)
    return result.data
  }
  const issue = result.error.issues[0]
  const member = issue?.path.map(String).join('.') || 'the record'
  throw coreError('core/record-invalid', `Cannot read ${what}: ${member}: ${issue?.message ?? 'invalid'}`)
}

/** What JSON can say and no record can keep, as itself or escaped: half of a character, and a member called `__proto__`. */
const MAY_BE_LOST = /[\ud800-\udfff]|\\u[dD0]|__proto__/

/** What we read, we can write. */
function checkWritable(value: unknown, what: string): void {
  const bad = (found: string, cause?: unknown) =>
    coreError('core/record-invalid', `Cannot read ${what}: ${found}`, { cause })
  let text: string
  try {
    text = canonicalJson(value)
  } catch (cause) {
    throw bad((cause as Error).message, cause)
  }
  // In a string a quotation mark has a backslash before it.
  if (/[{,]"__proto__":/.test(text)) throw bad('a member is called "__proto__"')
}

/** Canonical bytes of a record, checked against its schema first: what we write, we can read. */
export function formatRecord<T>(schema: z.ZodType<T>, record: T, what: string): string {
  const text = canonicalJson(record)
  parseRecord(schema, text, what)
  return text
}
