export { actionError } from './error.ts'
export { type JobContext, readJobContext } from './job-context.ts'
export { addPath, annotateError, setOutput, writeSummary } from './job-outputs.ts'
export { jobSurroundings, type SurroundingsInput } from './job-surroundings.ts'
export { type EventComment, readComment } from './read-comment.ts'
export {
  type InputSource,
  inputsOf,
  readChoice,
  readFlag,
  readInteger,
  readList,
  readText,
} from './read-input.ts'
export { redrawnSummary } from './redrawn-summary.ts'
export { refuseUntrusted } from './refuse-untrusted.ts'
export { type Action, runAction } from './run-action.ts'
export { keepStoreCache, restoreStoreCache, saveStoreCache } from './store-cache.ts'
export { type UploadedArtifact, uploadArtifact, uploadFile } from './upload-artifact.ts'
