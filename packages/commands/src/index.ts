export { allCommands } from './all-commands.ts'
export {
  type AnyCommand,
  type ArgumentSpec,
  type Command,
  defineCommand,
  kebabCase,
  type OptionSpec,
  type Terminal,
} from './command.ts'
export { type Context, type Progress, type ProgressTask, silentProgress } from './context.ts'
