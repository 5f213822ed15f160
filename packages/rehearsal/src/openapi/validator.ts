import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { closedDefinitions, closedSchema } from './closed-schema.ts'
import type { JsonSchema, Slice, SliceOperation } from './slice.ts'

/** One thing that does not conform: where, and why. */
export interface Problem {
  /** "/head/sha"; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** Checks requests and replies against GitHub's description; schemas are compiled when they are first needed. */
export class Validator {
  readonly #slice: Slice
  readonly #compiled = new Map<string, ValidateFunction>()
  /** Requests may hold more than what is described; our replies may not. */
  readonly #requests: Ajv2020
  readonly #queries: Ajv2020
  readonly #replies: Ajv2020

  constructor(slice: Slice) {
    this.#slice = slice
    this.#requests = engine(slice.$defs)
    // Formats of queries are told wrong: `created` takes a range, and is said to be one time.
    this.#queries = engine(slice.$defs, { coerceTypes: true, validateFormats: false })
    this.#replies = engine(closedDefinitions(slice))
  }

  operation(key: string): SliceOperation | undefined {
    return this.#slice.operations[key]
  }

  /** Problems of the query parameters; names that the description does not have are let pass, as GitHub does. */
  checkQuery(key: string, query: URLSearchParams): readonly Problem[] {
    const parameters = (this.operation(key)?.parameters ?? []).filter((parameter) => parameter.in === 'query')
    if (parameters.length === 0) return []
    const schema = () => ({
      type: 'object',
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
      required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    })
    return this.#check(this.#queries, `query ${key}`, schema, Object.fromEntries(query))
  }

  /** Problems of a JSON body; undefined stands for no body. */
  checkRequest(key: string, body: unknown): readonly Problem[] {
    const request = this.operation(key)?.request
    if (!request) return []
    if (body === undefined) return request.required ? [{ path: '', message: 'must be an object' }] : []
    return this.#check(this.#requests, `request ${key}`, () => request.schema, body)
  }

  /** Problems of a reply of ours; `body` is undefined for a reply without one. */
  checkReply(key: string, status: number, body: unknown): readonly Problem[] {
    const operation = this.operation(key)
    if (!operation) return [{ path: '', message: 'the operation is not in the slice' }]
    const schema = operation.replies[status]
    if (schema === undefined) {
      // The description leaves out most refusals; all of them have the shape of a basic error.
      if (status >= 400) return []
      return [{ path: '', message: `status ${status} is not described` }]
    }
    if (schema === null || body === undefined) {
      const message = schema === null ? 'must have no body' : 'must have a body'
      return status >= 400 || (schema === null) === (body === undefined) ? [] : [{ path: '', message }]
    }
    const id = `reply ${status} ${key}`
    if (status >= 400) return this.#check(this.#requests, id, () => anyOf(schema), body)
    return this.#check(this.#replies, id, () => closedSchema(schema), body)
  }

  #check(ajv: Ajv2020, id: string, schema: () => JsonSchema, value: unknown): readonly Problem[] {
    const validate = this.#compiled.get(id) ?? ajv.compile(absolute(schema()))
    this.#compiled.set(id, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(problemOf)
  }
}

function engine($defs: Slice['$defs'], more: Options = {}): Ajv2020 {
  // Compiling is slow and most schemas are used a few times only, so the code is left as it comes.
  const ajv = new Ajv2020({ strict: false, allErrors: true, code: { optimize: false }, ...more })
  formats.default(ajv)
  for (const name of ['int64', 'repo.nwo', 'timezone', 'uri-template']) ajv.addFormat(name, true)
  ajv.addSchema({ $id: 'github', $defs })
  return ajv
}

/** References of a schema that stands alone lead into the shared definitions. */
function absolute(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"github#/$defs/')) as JsonSchema
}

/**
 * Refusals have a member or two that are not described, so their schemas stay open; then several alternatives of a
 * `oneOf` match at once, which GitHub's own replies do too.
 */
function anyOf(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"oneOf":', '"anyOf":')) as JsonSchema
}

function problemOf(error: ErrorObject): Problem {
  const extra = error.params as {
    readonly additionalProperty?: string
    readonly allowedValues?: readonly unknown[]
  }
  const detail = extra.additionalProperty ?? (extra.allowedValues ? extra.allowedValues.join(', ') : '')
  return { path: error.instancePath, message: `${error.message ?? error.keyword}${detail && `: ${detail}`}` }
}
