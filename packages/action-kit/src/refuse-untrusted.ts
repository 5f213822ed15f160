import { actionError } from './error.ts'
import type { JobContext } from './job-context.ts'
import { type CheckedOut, judgeStart } from './judge-start.ts'

/**
 * The first thing that an action does which runs code, or looks at a machine that will: nothing of a fork, of a stranger's event
 * or of another commit than the run's starts on a self-hosted machine.
 *
 * @param readCheckedOut the commit in the workspace; asked only where it counts
 * @throws action/untrusted
 */
export async function refuseUntrusted(
  job: JobContext,
  readCheckedOut: () => Promise<CheckedOut | undefined>,
): Promise<void> {
  const refusal = judgeStart(job, job.selfHosted ? await readCheckedOut() : undefined)
  if (refusal === undefined) return
  throw actionError('action/untrusted', `Cannot start on this self-hosted machine: ${refusal.reason}`, {
    hint: refusal.hint,
  })
}
