import { expandSweeps } from './expand-sweeps.ts'
import type { Plan, PlannedStage } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { planWarnings } from './plan-warnings.ts'
import { planWaves } from './plan-waves.ts'
import { Planner } from './planner.ts'

/**
 * Computes what is known, what is stale and why, and where it should run; writes nothing.
 * @throws pipeline/cycle, pipeline/stage-unknown, pipeline/dep-unknown, pipeline/param-unknown, pipeline/params-invalid,
 * pipeline/substitute-impossible, pipeline/sweep-invalid, core/pointer-invalid
 */
export async function planPipeline(given: PlanInput): Promise<Plan> {
  const input = { ...given, project: await expandSweeps(given.project, given.tree) }
  const planner = new Planner(input)
  const stages: PlannedStage[] = []
  for (const stage of planner.selected) stages.push(await planner.plan(stage))
  return { stages, waves: planWaves(stages), warnings: await planWarnings(planner.selected, input) }
}
