import { allCommands } from '@slipway/commands'
import { rehearseCommand } from './rehearse/rehearse-command.ts'

export { runCli } from './run-cli.ts'

/** Every verb of the command line, in the order of its help. */
export const cliCommands = [...allCommands, rehearseCommand]
