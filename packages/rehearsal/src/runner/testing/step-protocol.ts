// How a step and its runner speak to each other, for tests that start an action by themselves.
export {
  type FileCommands,
  makeFileCommands,
  readPairs,
  readPaths,
  readSummary,
} from '../job/file-commands.ts'
export { JobLog } from '../job/job-log.ts'
export { Masks } from '../job/masks.ts'
export { StepOutput } from '../job/step-output.ts'
