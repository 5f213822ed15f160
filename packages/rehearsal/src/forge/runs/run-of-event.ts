import type { WorkflowEvent, WorkflowRunState } from '../../model.ts'
import { HttpError } from '../http/http-error.ts'
import type { ForgeState } from '../state/forge-state.ts'

/** How long the runner may take to read a workflow file. */
const PATIENCE_MS = 10_000

/**
 * The run that the runner makes of an event; asked before the event is sent.
 * @throws HttpError 500 where nobody makes one
 */
export function runOfEvent(forge: ForgeState, event: WorkflowEvent): Promise<WorkflowRunState> {
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => {
      stop()
      reject(new HttpError(500, 'No run was made: no workflow runner is attached to the stand-in'))
    }, PATIENCE_MS)
    const stop = forge.runs.listen((run) => {
      const same =
        run.event === event ||
        (run.event.name === event.name &&
          run.path === event.workflowPath &&
          run.event.payload === event.payload)
      if (!same) return
      clearTimeout(timeout)
      stop()
      resolve(run)
    })
  })
}
