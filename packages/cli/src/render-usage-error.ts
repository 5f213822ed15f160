import type { CommanderError } from 'commander'
import { nearestCommand } from './nearest-command.ts'

/**
 * A mistake in the command line, for people: what is wrong, what was meant, and where the options are told.
 * @param names of all commands
 */
export function renderUsageError(
  error: Pick<CommanderError, 'code' | 'message'>,
  argv: readonly string[],
  names: readonly string[],
): string {
  const option = argv.findIndex((word) => word.startsWith('-'))
  const words = option < 0 ? argv : argv.slice(0, option)
  if (error.code === 'commander.unknownCommand') {
    const nearest = nearestCommand(words, names)
    const hint = nearest === undefined ? 'See `slipway --help`' : `Did you mean \`slipway ${nearest}\`?`
    const isGroup = names.some((name) => name.startsWith(`${words.slice(0, 2).join(' ')} `))
    return `slipway: there is no command "${words.slice(0, isGroup ? 3 : 2).join(' ')}"\n  ${hint}\n`
  }
  const [what = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const meant = rest.map((line) => line.replace(/^\((.*)\)$/, '$1')).filter((line) => line !== '')
  const command = names.find((name) => `${words.join(' ')} `.startsWith(`${name} `))
  const lines = [what, ...meant, `See \`slipway ${command === undefined ? '' : `${command} `}--help\``]
  return `slipway: ${lines.join('\n  ').replace(/'([^'\s]+(?: <[^>]+>)?)'/g, '"$1"')}\n`
}
