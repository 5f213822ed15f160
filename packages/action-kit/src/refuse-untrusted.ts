import { readCheckedOut } from '@slipway/commands'
import { actionError } from './error.ts'
import type { JobContext } from './job-context.ts'
import { judgeStart } from './judge-start.ts'

/**
 * The first thing that an action does which runs code, or looks at a machine that will: nothing of a fork, of a stranger's event
 * or of another commit than the run's starts on a self-hosted machine.
 *
 * @param folder in the work tree whose commit counts
 * @throws action/untrusted
 */
export async function refuseUntrusted(job: JobContext, folder: string): Promise<void> {
  const refusal = judgeStart(job, job.selfHosted ? await readCheckedOut(folder) : undefined)
  if (refusal === undefined) return
  throw actionError('action/untrusted', `Cannot start on this self-hosted machine: ${refusal.reason}`, {
    hint: refusal.hint,
  })
}
