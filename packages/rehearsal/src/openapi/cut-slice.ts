import type { JsonSchema, Slice, SliceOperation, SliceParameter } from './slice.ts'

type Node = Readonly<Record<string, unknown>>

/** The parts of an OpenAPI 3.0 document that are read here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Node>>
  readonly components: Node
}

/** Members that say nothing about which values are valid. */
const PROSE = new Set([
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'nullable',
  'discriminator',
  'xml',
])
/** Members whose value is data and not a schema. */
const DATA = new Set(['enum', 'required', 'default', 'const'])

/**
 * Cuts the named operations and the schemas that they reach out of an OpenAPI 3.0 description, as JSON Schema 2020-12.
 * @param wanted keys like "GET /repos/{owner}/{repo}"
 * @returns the slice, and the keys that the description does not have
 */
export function cutSlice(
  api: OpenApi,
  wanted: readonly string[],
  source: string,
): { slice: Slice; missing: readonly string[] } {
  const definitions = new Definitions(api)
  const operations: Record<string, SliceOperation> = {}
  const missing: string[] = []
  for (const key of [...wanted].sort()) {
    const [method = '', path = ''] = key.split(' ')
    const operation = nodeOf(api.paths[path])?.[method.toLowerCase()]
    if (operation === undefined) missing.push(key)
    else operations[key] = cutOperation(operation as Node, definitions)
  }
  return { slice: { source, operations, $defs: definitions.sorted() }, missing }
}

function cutOperation(operation: Node, definitions: Definitions): SliceOperation {
  const body = definitions.resolve(operation.requestBody)
  const schema = jsonSchemaOf(body)
  const parameters = ((operation.parameters ?? []) as readonly unknown[]).map((parameter): SliceParameter => {
    const { name, in: place, required, schema } = definitions.resolve(parameter) as Node
    return {
      name: name as string,
      in: place as SliceParameter['in'],
      required: required === true,
      schema: definitions.convert(schema) as JsonSchema,
    }
  })
  const replies = Object.entries(operation.responses as Node).map(([status, reply]) => {
    const schema = jsonSchemaOf(definitions.resolve(reply))
    return [status, schema === undefined ? null : (definitions.convert(schema) as JsonSchema)] as const
  })
  return {
    id: operation.operationId as string,
    documentation: (nodeOf(operation.externalDocs)?.url ?? 'https://docs.github.com/rest') as string,
    parameters,
    request:
      schema === undefined
        ? null
        : { required: body?.required === true, schema: definitions.convert(schema) as JsonSchema },
    replies: Object.fromEntries(replies),
  }
}

/** Schema of a request's or reply's `application/json` content. */
function jsonSchemaOf(holder: Node | undefined): unknown {
  return nodeOf(nodeOf(holder?.content)?.['application/json'])?.schema
}

function nodeOf(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined
}

/** The schemas that were reached so far, by name. */
class Definitions {
  readonly #api: OpenApi
  readonly #converted = new Map<string, unknown>()

  constructor(api: OpenApi) {
    this.#api = api
  }

  sorted(): Record<string, JsonSchema> {
    const entries = [...this.#converted].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries) as Record<string, JsonSchema>
  }

  /** Follows a `$ref`, if it is one. */
  resolve(value: unknown): Node | undefined {
    const node = nodeOf(value)
    if (typeof node?.$ref !== 'string') return node
    let target: unknown = this.#api
    for (const key of node.$ref.slice(2).split('/')) target = nodeOf(target)?.[key.replaceAll('~1', '/')]
    return nodeOf(target)
  }

  convert(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.convert(item))
    const node = nodeOf(schema)
    if (node === undefined) return schema
    if (typeof node.$ref === 'string') return this.#reference(node)
    const converted: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(node)) {
      if (PROSE.has(key) || key.startsWith('x-')) continue
      if ((key === 'description' || key === 'title') && typeof value === 'string') continue
      // Where empty text is the default, it is no address.
      if (key === 'format' && node.default === '') continue
      if (key === 'properties') converted[key] = this.#properties(value as Node)
      else converted[key] = DATA.has(key) ? value : this.convert(value)
    }
    return node.nullable === true ? nullable(converted) : converted
  }

  #properties(properties: Node): Node {
    return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, this.convert(value)]))
  }

  #reference(node: Node): JsonSchema {
    const name = (node.$ref as string).split('/').slice(2).join('.')
    if (!this.#converted.has(name)) {
      this.#converted.set(name, {}) // A schema may reach itself.
      this.#converted.set(name, this.convert(this.resolve(node)))
    }
    return { $ref: `#/$defs/${name}` }
  }
}

/** OpenAPI 3.0's `nullable` in JSON Schema's words. */
function nullable(schema: Record<string, unknown>): JsonSchema {
  const withNull = Array.isArray(schema.enum) && !schema.enum.includes(null)
  const open = withNull ? { ...schema, enum: [...(schema.enum as unknown[]), null] } : schema
  if (typeof open.type === 'string') return { ...open, type: [open.type, 'null'] }
  return { anyOf: [{ type: 'null' }, open] }
}
