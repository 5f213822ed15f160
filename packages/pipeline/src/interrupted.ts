import { pipelineError } from './error.ts'

/** @throws pipeline/interrupted when the signal is aborted */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw pipelineError(
    'pipeline/interrupted',
    'Cannot go on: the run was interrupted; nothing was published',
    {
      cause: signal.reason,
      hint: 'Run it again: what was finished before is kept',
    },
  )
}
