import type { Plan } from './plan.ts'
import { putBack } from './put-back.ts'
import type { RunPorts } from './run-ports.ts'
import { writeStageState } from './stage-state.ts'

/**
 * Puts the outputs of every known stage of a plan into the workspace and runs nothing: after a run with a substitute, the
 * workspace is its own again.
 */
export async function restoreKnown(
  plan: Plan,
  { root, files }: Pick<RunPorts, 'root' | 'files'>,
): Promise<void> {
  for (const planned of plan.stages) {
    if (planned.state !== 'known' || planned.stage.variant) continue
    await putBack(planned.run, files)
    writeStageState(root, planned.stage.name, planned.preimage)
  }
}
