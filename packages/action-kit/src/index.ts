export { actionError } from './error.ts'
export { type JobContext, readJobContext } from './job-context.ts'
export {
  type InputSource,
  inputsOf,
  readChoice,
  readFlag,
  readInteger,
  readList,
  readText,
} from './read-input.ts'
export { type Action, runAction } from './run-action.ts'
