import type { Digest, Domain, Output } from '@slipway/core'
import { Repository } from '@slipway/git'
import { type Plan, type PlanInput, planPipeline, readStageState, type Waves } from '@slipway/pipeline'
import type { Context } from './context.ts'
import { type OpenWorkspace, openWorkspaceAt } from './open-workspace.ts'
import { type PlannedProject, readPlannedProject } from './project-trees.ts'

export interface PlanOptions {
  /** Stages to plan, with all that they depend on; all without. */
  readonly stages?: readonly string[]
  /** Plan the tree of this revision instead of the work tree. */
  readonly rev?: string | undefined
  /** The base of a pull request: store, models and evaluation come from there. */
  readonly base?: string | undefined
  /** Run the stages although their keys are known. */
  readonly again?: boolean
  /** Path → what stands there instead of what its stage makes. */
  readonly substitute?: Readonly<Record<string, Output>>
}

/** A plan with all that it was made from. */
export interface PlannedWorkspace {
  readonly open: OpenWorkspace
  readonly planned: PlannedProject
  readonly input: PlanInput
  readonly plan: Plan
}

/**
 * Plans the work tree, or the tree of a revision.
 * @throws the errors of openWorkspaceAt(), readPlannedProject() and planPipeline()
 */
export async function planWorkspace(context: Context, options: PlanOptions = {}): Promise<PlannedWorkspace> {
  const repository = await Repository.open(context.cwd, context.env)
  const planned = await readPlannedProject(repository, options)
  const open = await openWorkspaceAt(repository, planned.project, context)
  const input: PlanInput = {
    project: planned.project,
    tree: planned.tree,
    ...open.lookups,
    targets: options.stages ?? [],
    again: options.again ?? false,
    // Only the work tree has a past of its own.
    ...(options.rev === undefined
      ? { previous: async (stage) => readStageState(repository.root, stage) }
      : {}),
    ...(options.substitute ? { substitute: options.substitute } : {}),
  }
  return { open, planned, input, plan: await planPipeline(input) }
}

/** One stage of a plan, as data for people and actions. */
export interface StageLine {
  readonly name: string
  readonly state: 'known' | 'stale' | 'pending'
  readonly key: Digest | null
  readonly needs: readonly string[]
  readonly reasons: readonly string[]
  /** Labels of the runner that it needs; empty where any will do. */
  readonly runsOn: readonly string[]
  /** The run that is known. */
  readonly run: {
    readonly record: Digest
    readonly attempt: number
    readonly domain: Domain
    readonly shared: boolean
  } | null
}

export interface PlanResult {
  readonly rev: string | null
  readonly base: string | null
  /** What the head changes in store, models, gates and evaluation. */
  readonly notices: readonly string[]
  /** Models without a gate yet, and models that are evaluated by the head's own definition. */
  readonly newModels: readonly string[]
  readonly selfEvaluated: readonly string[]
  readonly stages: readonly StageLine[]
  readonly waves: Waves
  readonly warnings: Plan['warnings']
}

/** A plan as `slipway plan --json` prints it. */
export function planResult({ planned, plan }: PlannedWorkspace, options: PlanOptions = {}): PlanResult {
  return {
    rev: options.rev ?? null,
    base: options.base ?? null,
    notices: planned.composed?.notices ?? [],
    newModels: planned.composed?.newModels.map(({ name }) => name) ?? [],
    selfEvaluated: planned.composed?.selfEvaluated ?? [],
    stages: plan.stages.map(({ stage, state, key, needs, reasons, run }) => ({
      name: stage.name,
      state,
      key,
      needs,
      reasons,
      runsOn: stage.runsOn ?? [],
      run: run
        ? { record: run.digest, attempt: run.record.attempt, domain: run.domain, shared: run.shared }
        : null,
    })),
    waves: plan.waves,
    warnings: plan.warnings,
  }
}
