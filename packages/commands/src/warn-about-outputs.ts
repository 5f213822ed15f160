import { outputsOf } from '@slipway/core'
import type { StageResult } from '@slipway/pipeline'
import type { Context } from './context.ts'
import type { PlannedWorkspace } from './plan-workspace.ts'

/** Says which fresh outputs a commit would pick up; a stage whose outputs Git tracks cannot run. */
export async function warnAboutOutputs(
  { open, plan }: Pick<PlannedWorkspace, 'open' | 'plan'>,
  results: readonly Pick<StageResult, 'stage' | 'state'>[],
  { progress }: Pick<Context, 'progress'>,
): Promise<void> {
  const ran = new Set(results.flatMap(({ stage, state }) => (state === 'ran' ? [stage] : [])))
  const warned = new Set(plan.warnings.flatMap(({ kind, stage }) => (kind === 'not-ignored' ? [stage] : [])))
  for (const { stage } of plan.stages) {
    if (!ran.has(stage.name) || warned.has(stage.name)) continue
    const loose: string[] = []
    for (const path of outputsOf(stage)) if (!(await open.repository.ignores(path))) loose.push(path)
    if (loose.length > 0)
      progress.warn(
        `stage "${stage.name}" writes ${loose.join(', ')}: add it to .gitignore before you commit`,
      )
  }
}
