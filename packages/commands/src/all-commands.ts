import type { AnyCommand } from './command.ts'
import { versionCommand } from './version-command.ts'

/** Every verb, in the order of the help. Heavy parts are imported by the verbs when they run. */
export const allCommands: readonly AnyCommand[] = [versionCommand]
