import { type StageChange, stageChange } from './plan-deployment.ts'
import {
  type Artifact,
  artifactNamed,
  holderOf,
  type Registry,
  standingAssignments,
  type Version,
} from './registry.ts'

export type RollbackPlan =
  | ({ readonly kind: 'rollback' } & StageChange)
  | { readonly kind: 'nothing'; readonly code: 'holder'; readonly reason: string }
  | {
      readonly kind: 'refused'
      readonly code: 'unknown-version' | 'taken-back' | 'no-holder' | 'no-previous'
      readonly reason: string
    }

/**
 * Moves a stage back, to a named version or to the one that held it before its holder did. Holders form a stack, and
 * going back drops what lay above: a second rollback goes one further back, never forward to what was rolled back.
 *
 * @throws registry/unknown-model
 */
export function planRollback(registry: Registry, model: string, stage: string, to?: string): RollbackPlan {
  const artifact = artifactNamed(registry, model)
  const holder = holderOf(artifact, stage)
  if (to === undefined && !holder) return refused('no-holder', `Nobody holds ${stage} of ${model}`)
  const target = to === undefined ? previousHolder(artifact, stage) : artifact.versions.get(to)
  if (!target)
    return to === undefined
      ? refused('no-previous', `Nobody held ${stage} of ${model} before ${holder?.version?.version ?? 'now'}`)
      : refused('unknown-version', `No tag registers ${to} of ${model}`)
  if (target.takenBack) return refused('taken-back', `${target.version} was taken back`)
  if (holder?.commit === target.commit)
    return { kind: 'nothing', code: 'holder', reason: `${target.version} holds ${stage} already` }
  return { kind: 'rollback', ...stageChange(registry, model, stage, target.version, target.commit) }
}

function refused(code: Extract<RollbackPlan, { kind: 'refused' }>['code'], reason: string): RollbackPlan {
  return { kind: 'refused', code, reason }
}

function previousHolder(artifact: Artifact, stage: string): Version | undefined {
  const stack: string[] = []
  for (const { commit } of standingAssignments(artifact, stage)) {
    const below = stack.indexOf(commit)
    if (below >= 0) stack.length = below
    // A commit without a version holds the stage, but has nothing to go back to.
    stack.push(commit)
  }
  return stack
    .slice(0, -1)
    .map((commit) => artifact.atCommit.get(commit))
    .findLast((version) => version !== undefined)
}
