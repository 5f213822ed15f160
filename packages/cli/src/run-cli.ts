import type { AnyCommand, Context } from '@slipway/commands'
import { exitCodeOf, VERSION } from '@slipway/core'
import { CommanderError, Command as Program } from 'commander'
import { declareCommand } from './declare-command.ts'
import { renderError } from './render-error.ts'
import { renderUsageError } from './render-usage-error.ts'
import { terminalProgress } from './terminal-progress.ts'

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  /** @param written told when the chunk is gone, or why it cannot go */
  write(chunk: string | Uint8Array, written?: (error?: Error | null) => void): unknown
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
  'data import': 'Take over what another tool versions',
  registry: 'Read versions and stages from the tags',
}

/** Runs one command line and returns the exit status. */
export async function runCli(commands: readonly AnyCommand[], process: CliProcess): Promise<number> {
  let status = 0
  const program = openProgram(process)
  const groups = new Map<string, Program>()
  for (const command of commands) {
    const words = command.name.split(' ')
    const own = words.pop() ?? ''
    const parent = groupOf(program, groups, words)
    declareCommand(parent.command(own), command, async (values, json) => {
      status = await execute(command, values, json, process)
    })
  }
  const argv = plainHelp(process.argv)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0 || error.code === 'commander.help') return 0
    const names = commands.map(({ name }) => name)
    process.stderr.write(renderUsageError(error, argv, names))
    return 2
  }
}

function openProgram(process: CliProcess): Program {
  return new Program('slipway')
    .description(
      'Version data, train, compare models on the pull request, promote the reviewed bytes, serve them',
    )
    .version(VERSION, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand('help [command]', 'Show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
      // Mistakes are told where they are caught.
      outputError: () => {},
      getOutHelpWidth: () => process.stdout.columns ?? 100,
      getErrHelpWidth: () => process.stderr.columns ?? 100,
    })
    .enablePositionalOptions()
}

/** The group of these words, inside the group of all but the last; the program itself for none. */
function groupOf(program: Program, groups: Map<string, Program>, words: readonly string[]): Program {
  const last = words.at(-1)
  if (last === undefined) return program
  const name = words.join(' ')
  const group =
    groups.get(name) ??
    groupOf(program, groups, words.slice(0, -1))
      .command(last)
      .description(GROUPS[name] ?? '')
  groups.set(name, group)
  return group
}

/** `help data add` as `data add --help`: the library's own help knows one word. */
function plainHelp(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv
  return first === 'help' && rest.length > 1 ? [...rest, '--help'] : argv
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
    if (command.content && !json) await writeContent(process.stdout, command.content(context, result))
    else {
      const text = json
        ? JSON.stringify(result, undefined, 2)
        : command.render(result, { colour, columns: process.stdout.columns ?? 100 })
      if (text !== '') process.stdout.write(`${text}\n`)
    }
    return command.exitCode?.(result) ?? 0
  } catch (error) {
    process.stderr.write(renderError(error, process.signal))
    return process.signal.aborted ? 130 : exitCodeOf(error)
  }
}

/** Writes one piece after another, no faster than they are read; a reader who has seen enough ends it. */
async function writeContent(output: Output, content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content) {
    const error = await new Promise<Error | null | undefined>((resolve) => output.write(chunk, resolve))
    if (!error) continue
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
    throw error
  }
}
