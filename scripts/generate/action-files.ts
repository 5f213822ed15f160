import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Field {
  readonly description: string
  readonly default?: string
}
interface ActionYaml {
  readonly name: string
  readonly description: string
  readonly inputs?: Readonly<Record<string, Field>>
  readonly outputs?: Readonly<Record<string, Field>>
}
interface TypeYaml {
  readonly type: string
  readonly 'allowed-values'?: readonly string[]
}
interface TypesYaml {
  readonly inputs?: Readonly<Record<string, TypeYaml>>
}

const HEADER = '// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.\n'
const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

const READERS: Record<string, { reader: string; type: string }> = {
  string: { reader: 'readText', type: 'string | undefined' },
  boolean: { reader: 'readFlag', type: 'boolean' },
  integer: { reader: 'readInteger', type: 'number | undefined' },
  list: { reader: 'readList', type: 'readonly string[]' },
}

/** The typed reader of an action's inputs. */
function inputsFile(action: ActionYaml, types: TypesYaml, name: string): string {
  const fields = Object.entries(action.inputs ?? {}).map(([input, { description }]) => {
    const type = types.inputs?.[input]
    if (!type) throw new Error(`actions/${name}/action-types.yml: no type for "${input}"`)
    const choices = type['allowed-values']
    const { reader, type: tsType } = choices
      ? { reader: 'readChoice', type: choices.map((choice) => `'${choice}'`).join(' | ') }
      : (READERS[type.type] ?? { reader: `unknown type ${type.type}`, type: '' })
    const more = choices ? `, [${choices.map((choice) => `'${choice}'`).join(', ')}]` : ''
    return { field: camel(input), description, tsType, reader, call: `${reader}(source, '${input}'${more})` }
  })
  if (fields.length === 0) return ''
  const readers = [...new Set(fields.map(({ reader }) => reader))].sort()
  return `${HEADER}import { type InputSource, ${readers.join(', ')} } from '@slipway/action-kit'

export interface Inputs {
${fields.map(({ field, description, tsType }) => `  /** ${description} */\n  readonly ${field}: ${tsType}`).join('\n')}
}

export function readInputs(source: InputSource): Inputs {
  return {
${fields.map(({ field, call }) => `    ${field}: ${call},`).join('\n')}
  }
}
`
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function tables(action: ActionYaml): string {
  const inputs = Object.entries(action.inputs ?? {}).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(field.description)} | ${field.default ? `\`${cell(field.default)}\`` : ''} |`,
  )
  const outputs = Object.entries(action.outputs ?? {}).map(
    ([name, field]) => `| \`${name}\` | ${cell(field.description)} |`,
  )
  return [
    ...(inputs.length > 0 ? ['| Input | | Default |', '|---|---|---|', ...inputs, ''] : []),
    ...(outputs.length > 0 ? ['| Output | |', '|---|---|', ...outputs] : []),
  ].join('\n')
}

const GENERATED = /(<!-- generated: inputs and outputs -->\n)[\s\S]*?(<!-- \/generated -->)/

/** Typed readers, README tables and the reference page, from each action.yml and action-types.yml. */
export function actionFiles(root: string): Map<string, string> {
  const files = new Map<string, string>()
  const pages: string[] = []
  for (const name of readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((e) => e.isDirectory() && e.name !== 'node_modules')
    .map((e) => e.name)
    .sort()) {
    const folder = join(root, 'actions', name)
    const action = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as ActionYaml
    const types = parse(readFileSync(join(folder, 'action-types.yml'), 'utf8')) as TypesYaml
    const inputs = inputsFile(action, types, name)
    if (inputs) files.set(`actions/${name}/src/inputs.gen.ts`, inputs)
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    if (!GENERATED.test(readme))
      throw new Error(`actions/${name}/README.md: no markers for the generated tables`)
    files.set(
      `actions/${name}/README.md`,
      readme.replace(GENERATED, (_, open: string, close: string) => `${open}\n${tables(action)}\n\n${close}`),
    )
    pages.push(
      `## ${name}\n\n${action.description}. [Rights and use](../../actions/${name}/README.md).\n\n${tables(action)}`,
    )
  }
  files.set(
    'docs/reference/actions.md',
    `# Actions\n\nGenerated from each \`action.yml\`.\n\n${pages.join('\n\n')}\n`,
  )
  return files
}
