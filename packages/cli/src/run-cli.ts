import { type AnyCommand, type Context, kebabCase } from '@slipway/commands'
import { exitCodeOf, SlipwayError, VERSION } from '@slipway/core'
import { CommanderError, InvalidArgumentError, Option, Command as Program } from 'commander'
import { terminalProgress } from './terminal-progress.ts'

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(chunk: string | Uint8Array): unknown
}

export interface CliProcess {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  readonly signal: AbortSignal
}

const GROUPS: Readonly<Record<string, string>> = {
  data: 'Version files and folders',
  registry: 'Read versions and stages from the tags',
}

/** Runs one command line and returns the exit status. */
export async function runCli(commands: readonly AnyCommand[], process: CliProcess): Promise<number> {
  let status = 0
  const program = new Program('slipway')
    .description(
      'Version data, train, compare models on the pull request, promote the reviewed bytes, serve them',
    )
    .version(VERSION, '-V, --version', 'Print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    })
    .showHelpAfterError('(run it with --help for the options)')
    .enablePositionalOptions()
  const groups = new Map<string, Program>()
  for (const command of commands) {
    const words = command.name.split(' ')
    const [group, verb] = words.length > 1 ? words : [undefined, words[0]]
    let parent = program
    if (group !== undefined) {
      parent =
        groups.get(group) ??
        program
          .command(group)
          .description(GROUPS[group] ?? '')
          .exitOverride()
      groups.set(group, parent)
    }
    declare(parent.command(verb as string).exitOverride(), command, async (values, json) => {
      status = await execute(command, values, json, process)
    })
  }
  try {
    await program.parseAsync([...process.argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 || error.code === 'commander.help' ? 0 : 2
    throw error
  }
}

function declare(
  program: Program,
  command: AnyCommand,
  act: (values: Record<string, unknown>, json: boolean) => Promise<void>,
): void {
  program.summary(command.summary).description(command.summary)
  const names = Object.keys(command.arguments)
  for (const name of names) {
    const spec = command.arguments[name]
    const inner = `${kebabCase(name)}${spec.many ? '...' : ''}`
    program.argument(spec.required ? `<${inner}>` : `[${inner}]`, spec.describe)
  }
  for (const [name, spec] of Object.entries(command.options) as [string, AnyCommand['options'][string]][]) {
    const flag = `--${kebabCase(name)}`
    const option = new Option(
      spec.kind === 'flag' ? flag : `${flag} <${spec.kind === 'choice' ? 'name' : spec.value}>`,
      spec.describe,
    )
    // A flag is what it is called: without this, "--no-push" would be the absence of "--push".
    option.negate = false
    if (spec.kind === 'choice') option.choices([...spec.choices])
    if (spec.kind === 'number') option.argParser(parseNumber)
    if (spec.kind === 'many')
      option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
    if ('default' in spec && spec.default !== undefined) option.default(spec.default)
    program.addOption(option)
  }
  program.option('--json', 'Print the result as JSON')
  if (command.examples.length > 0)
    program.addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((line: string) => `  $ ${line}`).join('\n')}`,
    )
  program.action(async (...received: unknown[]) => {
    const options = received[names.length] as Record<string, unknown>
    const values: Record<string, unknown> = {}
    for (const [index, name] of names.entries())
      values[name] = received[index] ?? (command.arguments[name].many ? [] : undefined)
    for (const [name, spec] of Object.entries(command.options) as [string, AnyCommand['options'][string]][]) {
      values[name] = options[name] ?? (spec.kind === 'flag' ? false : spec.kind === 'many' ? [] : undefined)
    }
    await act(values, options.json === true)
  })
}

function parseNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`found "${text}"; expected a number`)
  return value
}

async function execute(
  command: AnyCommand,
  values: Record<string, unknown>,
  json: boolean,
  process: CliProcess,
): Promise<number> {
  const context: Context = {
    cwd: process.cwd,
    env: process.env,
    now: () => new Date(),
    signal: process.signal,
    progress: terminalProgress(process.stderr, () => performance.now()),
  }
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  try {
    const result = await command.run(context, values as never)
    const text = json
      ? JSON.stringify(result, undefined, 2)
      : command.render(result, { colour, columns: process.stdout.columns ?? 100 })
    if (text !== '') process.stdout.write(`${text}\n`)
    return command.exitCode?.(result) ?? 0
  } catch (error) {
    process.stderr.write(renderError(error, process.signal))
    return process.signal.aborted ? 130 : exitCodeOf(error)
  }
}

function renderError(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'slipway: interrupted\n'
  if (error instanceof SlipwayError) {
    return `slipway: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}${error.kind === 'usage' ? '' : `  (${error.code})\n`}`
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `slipway: this is a bug, please report it\n${stack}\n`
}
