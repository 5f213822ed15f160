import { type AnyCommand, kebabCase } from '@slipway/commands'
import { InvalidArgumentError, Option, type Command as Program } from 'commander'

type OptionSpecs = readonly [string, AnyCommand['options'][string]][]

/** Declares a verb's arguments and options on its part of the program. */
export function declareCommand(
  program: Program,
  command: AnyCommand,
  act: (values: Record<string, unknown>, json: boolean) => Promise<void>,
): void {
  program.summary(command.summary).description(command.summary)
  const names = Object.keys(command.arguments)
  const options: OptionSpecs = Object.entries(command.options)
  for (const name of names) {
    const spec = command.arguments[name]
    const inner = `${kebabCase(name)}${spec.many ? '...' : ''}`
    program.argument(spec.required ? `<${inner}>` : `[${inner}]`, spec.describe)
  }
  for (const [name, spec] of options) program.addOption(optionOf(name, spec))
  program.option('--json', 'Print the result as JSON.')
  if (command.examples.length > 0) {
    const lines = command.examples.map((line: string) => `  $ ${line}`)
    program.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
  }
  program.action(async (...received: unknown[]) => {
    const given = received[names.length] as Record<string, unknown>
    const values: Record<string, unknown> = {}
    for (const [index, name] of names.entries())
      values[name] = received[index] ?? (command.arguments[name].many ? [] : undefined)
    for (const [name, spec] of options) values[name] = given[name] ?? EMPTY[spec.kind]
    await act(values, given.json === true)
  })
}

/** What an option is that nobody gave; undefined where it has no kind of its own here. */
const EMPTY: Readonly<Record<string, unknown>> = { flag: false, many: [] }

function optionOf(name: string, spec: AnyCommand['options'][string]): Option {
  const flag = `--${kebabCase(name)}`
  const value = spec.kind === 'flag' ? '' : ` <${spec.kind === 'choice' ? 'name' : spec.value}>`
  const option = new Option(flag + value, spec.describe)
  // A flag is what it is called: without this, "--no-push" would be the absence of "--push".
  option.negate = false
  if (spec.kind === 'choice') option.choices([...spec.choices])
  if (spec.kind === 'number') option.argParser(parseNumber)
  if (spec.kind === 'many')
    option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
  if ('default' in spec && spec.default !== undefined) option.default(spec.default)
  return option
}

function parseNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Expected a number from 0.')
  return value
}
