import type { JobState } from '../../model.ts'
import type { ForgeState } from '../state/forge-state.ts'

/** An address that gives a job's log to whoever has it. */
export function logAddress(forge: ForgeState, job: JobState): string {
  return forge.signer.sign({ kind: 'log', id: String(job.id), verb: 'r' }, `job-${job.id}.txt`)
}
