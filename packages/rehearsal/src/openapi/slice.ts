/** A JSON Schema 2020-12; references are `#/$defs/<name>`. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface SliceParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: JsonSchema
}

/** What GitHub's description says about one operation. */
export interface SliceOperation {
  /** "pulls/create", as Octokit names it. */
  readonly id: string
  /** The page in GitHub's documentation; goes into error replies. */
  readonly documentation: string
  readonly parameters: readonly SliceParameter[]
  /** The JSON body, where the operation takes one. */
  readonly request: { readonly required: boolean; readonly schema: JsonSchema } | null
  /** By status; null where the reply has no JSON body. */
  readonly replies: Readonly<Record<string, JsonSchema | null>>
}

/** The part of GitHub's OpenAPI description that covers the operations of the stand-in. */
export interface Slice {
  /** Version of `@octokit/openapi` that it was cut from. */
  readonly source: string
  /** By "GET /repos/{owner}/{repo}". */
  readonly operations: Readonly<Record<string, SliceOperation>>
  readonly $defs: Readonly<Record<string, JsonSchema>>
}
