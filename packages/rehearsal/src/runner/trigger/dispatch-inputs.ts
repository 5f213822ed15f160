import type { DispatchInput } from './trigger.ts'

export interface DispatchInputs {
  /** The `inputs` context: booleans as booleans, all else as text. */
  readonly inputs: Readonly<Record<string, string | boolean>>
  /** `github.event.inputs`: all as text, defaults filled in. */
  readonly texts: Readonly<Record<string, string>>
  /** In GitHub's words; it answers such a dispatch with 422. */
  readonly problems: readonly string[]
}

/** Checks the inputs of a `workflow_dispatch` against the workflow's definitions and fills in defaults. */
export function planDispatchInputs(
  definitions: ReadonlyMap<string, DispatchInput>,
  given: Readonly<Record<string, unknown>>,
): DispatchInputs {
  const problems = Object.keys(given)
    .filter((name) => !definitions.has(name))
    .map((name) => `Unexpected inputs provided: ["${name}"]`)
  const texts: Record<string, string> = {}
  const inputs: Record<string, string | boolean> = {}
  for (const [name, definition] of definitions) {
    const value = given[name]
    const text =
      value === undefined || value === null || value === '' ? (definition.default ?? '') : String(value)
    if (text === '' && definition.required) problems.push(`Required input '${name}' not provided`)
    else if (text !== '') problems.push(...valueProblems(name, text, definition))
    texts[name] = text
    inputs[name] = definition.type === 'boolean' ? text === 'true' : text
  }
  return { inputs, texts, problems }
}

function valueProblems(name: string, text: string, { type, options }: DispatchInput): readonly string[] {
  if (type === 'choice' && !options.includes(text)) {
    return [`Provided value '${text}' for input '${name}' not in the list of allowed values`]
  }
  if (type === 'boolean' && text !== 'true' && text !== 'false') {
    return [`Provided value '${text}' for input '${name}' is not a boolean`]
  }
  if (type === 'number' && !Number.isFinite(Number(text))) {
    return [`Provided value '${text}' for input '${name}' is not a number`]
  }
  return []
}
