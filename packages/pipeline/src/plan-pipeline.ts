import type { Plan, PlannedStage } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { planWarnings } from './plan-warnings.ts'
import { planWaves } from './plan-waves.ts'
import { Planner } from './planner.ts'

/**
 * Computes what is known, what is stale and why, and where it should run; writes nothing.
 * @throws pipeline/cycle, pipeline/stage-unknown, pipeline/dep-unknown, pipeline/param-unknown, pipeline/params-invalid,
 * pipeline/substitute-impossible, core/pointer-invalid
 */
export async function planPipeline(input: PlanInput): Promise<Plan> {
  const planner = new Planner(input)
  const stages: PlannedStage[] = []
  for (const stage of planner.selected) stages.push(await planner.plan(stage))
  return { stages, waves: planWaves(stages), warnings: await planWarnings(planner.selected, input) }
}
