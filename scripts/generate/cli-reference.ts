import { cliCommands } from '@slipway/cli'
import { type AnyCommand, kebabCase, type OptionSpec } from '@slipway/commands'

const cell = (text: string) => text.replaceAll('|', '\\|')

function usage(command: AnyCommand): string {
  const words = Object.entries<{ required?: boolean; many?: boolean }>(command.arguments).map(
    ([name, spec]) => {
      const inner = `${kebabCase(name)}${spec.many ? '...' : ''}`
      return spec.required ? `<${inner}>` : `[${inner}]`
    },
  )
  return ['slipway', command.name, ...words, '[options]'].join(' ')
}

function optionRow([name, spec]: [string, OptionSpec]): string {
  const value =
    spec.kind === 'flag' ? '' : spec.kind === 'choice' ? ` <${spec.choices.join('|')}>` : ` <${spec.value}>`
  const fallback = 'default' in spec && spec.default !== undefined ? ` Default: \`${spec.default}\`.` : ''
  const again = spec.kind === 'many' ? ' May be given again.' : ''
  return `| \`--${kebabCase(name)}${cell(value)}\` | ${cell(spec.describe)}${again}${fallback} |`
}

function section(command: AnyCommand): string {
  const rows = [
    ...Object.entries<{ describe: string }>(command.arguments).map(
      ([name, spec]) => `| \`${kebabCase(name)}\` | ${cell(spec.describe)} |`,
    ),
    ...(Object.entries(command.options) as [string, OptionSpec][]).map(optionRow),
  ]
  return [
    `## slipway ${command.name}`,
    `${command.summary}.`,
    `\`\`\`\n${usage(command)}\n\`\`\``,
    ...(rows.length > 0 ? [['| | |', '|---|---|', ...rows].join('\n')] : []),
    ...(command.examples.length > 0
      ? [`\`\`\`console\n${command.examples.map((line: string) => `$ ${line}`).join('\n')}\n\`\`\``]
      : []),
  ].join('\n\n')
}

/** The reference page of the command line, from the verbs themselves. */
export function cliReference(): Map<string, string> {
  const text = `# Command line

Generated from the verbs in \`packages/commands\`. Every verb takes \`--json\` and prints its result as JSON.

Exit status: 0 fine; 1 worse, or something that was checked does not hold; 2 the command or the project has to be mended; 3 another system or a stage's own command
failed; 4 bytes do not match their digest or schema; 10 cannot tell; 70 a bug of ours; 130 interrupted.

${cliCommands.map(section).join('\n\n')}
`
  return new Map([['docs/reference/cli.md', text]])
}
