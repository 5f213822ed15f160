import type { MetricValue } from '@slipway/compare'
import type { Output } from '@slipway/core'
import { commandError } from '../error.ts'
import type { ObjectReader } from './object-reader.ts'

/** Largest metrics file that is read: numbers by name, not a table. */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_VALUES = 2000

/**
 * Numbers by name from metric files: nested mappings are joined by dots, lists by index; later files win over earlier ones.
 * @throws judge/metrics-invalid for a file that is not JSON, too large, or a list at its top
 */
export async function readValues(
  files: readonly { readonly path: string; readonly output: Output }[],
  reader: ObjectReader,
): Promise<Readonly<Record<string, MetricValue>>> {
  const values: Record<string, MetricValue> = {}
  for (const { path, output } of files) {
    const bad = (found: string) =>
      commandError(
        'judge/metrics-invalid',
        `Cannot read metrics "${path}": ${found}; expected a JSON mapping of numbers by name`,
      )
    if (output.kind === 'tree') throw bad('it is a folder')
    if (output.bytes > MAX_BYTES) throw bad(`it has ${output.bytes} bytes`)
    const text = Buffer.from(await reader.readBytes(output.oid)).toString('utf8')
    let content: unknown
    try {
      content = JSON.parse(text)
    } catch {
      // Python writes NaN and Infinity, which are no JSON; they are values that cannot be judged, not a broken file.
      content = parsePythonJson(text)
    }
    if (content === null || typeof content !== 'object' || Array.isArray(content))
      throw bad('it is not a mapping')
    flatten(content as Record<string, unknown>, '', values)
    if (Object.keys(values).length > MAX_VALUES) throw bad(`it has more than ${MAX_VALUES} values`)
  }
  return values
}

function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, 'null'))
  } catch {
    return undefined
  }
}

function flatten(value: Record<string, unknown>, prefix: string, into: Record<string, MetricValue>): void {
  for (const [key, member] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`
    if (member !== null && typeof member === 'object') flatten(member as Record<string, unknown>, name, into)
    else if (
      member === null ||
      typeof member === 'number' ||
      typeof member === 'string' ||
      typeof member === 'boolean'
    )
      into[name] = member
  }
}
