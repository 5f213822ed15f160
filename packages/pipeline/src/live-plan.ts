import type { Stage } from '@slipway/core'
import type { PlannedStage } from './plan.ts'
import type { FoundRun, PlanInput, SourceTree } from './plan-input.ts'
import { Planner } from './planner.ts'

/** A plan while its stages run: keys of pending stages as outputs appear, and every key anew when files in Git changed. */
export class LivePlan {
  readonly #runs = new Map<string, FoundRun>()
  #input: PlanInput
  #planner: Planner
  #moved = false

  constructor(input: PlanInput) {
    this.#input = input
    this.#planner = new Planner(input)
  }

  /** True once the work tree is no longer the one that was planned. */
  get moved(): boolean {
    return this.#moved
  }

  plan(stage: Stage): Promise<PlannedStage> {
    return this.#planner.plan(stage)
  }

  settle(stage: string, run: FoundRun): void {
    this.#runs.set(stage, run)
    this.#planner.settle(stage, run)
  }

  /** Goes on with the work tree as it is now; returns whether it differs from the one before. */
  follow(tree: SourceTree): boolean {
    if (tree.oid === this.#input.tree.oid) return false
    this.#input = { ...this.#input, tree }
    this.#planner = new Planner(this.#input)
    for (const [stage, run] of this.#runs) this.#planner.settle(stage, run)
    this.#moved = true
    return true
  }
}
