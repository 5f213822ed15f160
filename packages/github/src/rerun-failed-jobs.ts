import { createOnce, NO_RETRIES } from './create-once.ts'
import type { GitHub } from './github.ts'
import { runOf } from './run.ts'

/**
 * Runs the jobs of an attempt again that did not end well, and those that need them. Where the answer was lost, a newer
 * attempt counts as ours.
 */
export async function rerunFailedJobs(github: GitHub, runId: number, attempt: number): Promise<void> {
  await createOnce(
    github,
    async () => ((await runOf(github, runId)).attempt > attempt ? true : undefined),
    () =>
      github.request(
        { action: `run the failed jobs of run ${runId} again`, permission: 'actions: write' },
        async ({ rest }, at) => {
          await rest.actions.reRunWorkflowFailedJobs({ ...at, run_id: runId, request: NO_RETRIES })
          return true
        },
      ),
  )
}
