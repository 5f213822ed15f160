import type { JsonSchema, Slice } from './slice.ts'

/**
 * The same schema, where objects hold no members but those that it names. GitHub's description leaves them open; of
 * our own replies a member that it does not name is a slip of the pen. Parts of an `allOf` stay open, for each of them
 * sees the members of the others.
 */
export function closedSchema(schema: JsonSchema): JsonSchema {
  return close(schema, true) as JsonSchema
}

/** The same for shared definitions; those that an `allOf` refers to stay open themselves. */
export function closedDefinitions(slice: Slice): Slice['$defs'] {
  const parts = new Set<string>()
  collectParts(slice, false, parts)
  const closed = Object.entries(slice.$defs).map(
    ([name, schema]) => [name, close(schema, !parts.has(name)) as JsonSchema] as const,
  )
  return Object.fromEntries(closed)
}

function close(value: unknown, closing: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => close(item, closing))
  if (typeof value !== 'object' || value === null) return value
  const closed: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) {
    if (key === 'properties')
      closed[key] = Object.fromEntries(
        Object.entries(part as object).map(([name, property]) => [name, close(property, true)]),
      )
    else if (['enum', 'default', 'required'].includes(key)) closed[key] = part
    else closed[key] = close(part, key === 'items' || (closing && key !== 'allOf'))
  }
  const isObject = 'properties' in value && Object.keys(value.properties as object).length > 0
  return closing && isObject && !('additionalProperties' in value)
    ? { ...closed, additionalProperties: false }
    : closed
}

/** Names of the definitions that are referred to from inside an `allOf`. */
function collectParts(value: unknown, inside: boolean, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    if (key === '$ref' && inside) names.add(String(part).replace('#/$defs/', ''))
    collectParts(part, key === 'allOf' || (inside && Array.isArray(value)), names)
  }
}
