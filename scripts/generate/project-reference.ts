import { type Direction, projectJsonSchema, STANDARD_DIRECTION } from '@slipway/core'

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' or ')
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.type === 'array') return 'list'
  if (schema.type === 'object') return 'mapping'
  if (schema.type === 'string') return 'text'
  return Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'any')
}

const standard = (direction: Direction) =>
  Object.keys(STANDARD_DIRECTION)
    .filter((name) => STANDARD_DIRECTION[name] === direction)
    .map((name) => `\`${name}\``)
    .join(', ')

function rows(schema: Schema, prefix: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = prefix ? `${prefix}.${name}` : name
    const empty =
      member.default !== null &&
      typeof member.default === 'object' &&
      Object.keys(member.default).length === 0
    const fallback =
      member.default === undefined || empty ? '' : ` Default: \`${JSON.stringify(member.default)}\`.`
    const required = schema.required?.includes(name) && member.default === undefined ? ' **Required.**' : ''
    return [
      `| \`${path}\` | ${typeOf(member)} | ${member.description ?? ''}${fallback}${required} |`,
      ...rows(member, path),
    ]
  })
  const inner = schema.additionalProperties
  return typeof inner === 'object' && inner.properties ? [...own, ...rows(inner, `${prefix}.<name>`)] : own
}

/** The reference page and the JSON Schema of slipway.yaml, from the schema that reads it. */
export function projectReference(): Map<string, string> {
  const schema = projectJsonSchema() as Schema
  const page = `# slipway.yaml

Generated from the schema in \`packages/core\`. Editors that speak YAML's language server check and complete it with this first line:

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/slipway-ml/slipway/main/docs/reference/slipway.schema.json
\`\`\`

| Key | Type | |
|---|---|---|
${rows(schema, '').join('\n')}

Standard metric names have a known direction and are computed from the predictions: ${standard('higher')} (higher is better);
${standard('lower')} (lower). Any other needs \`direction\`, and comes from a column of the predictions (\`column\`), from costs (\`cost\`), from resamples of its own
(\`resamples\`) or from a metrics file. \`@\` and a number behind \`mean_average_precision\`, \`ndcg_score\`, \`precision\`, \`recall\` and \`reciprocal_rank\` look at the first so many. [Predictions](../formats/predictions.md) says what each parameter means.
`
  return new Map([
    ['docs/reference/slipway-yaml.md', page],
    ['docs/reference/slipway.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
  ])
}
