import { nextCounter } from './next-version.ts'
import { type Artifact, type Assignment, holderOf, type Registry, type RegistryEvent } from './registry.ts'
import { formatTag } from './tag-name.ts'

export interface DeploymentFacts {
  readonly registry: Registry
  readonly model: string
  readonly stage: string
  /** The version to deploy. */
  readonly version: string
  /** The model's highest counter when the deployment was asked for: what has a higher one happened while it waited. */
  readonly basis: number
}

/** A version gets a stage by a tag on the version's commit. */
export interface StageChange {
  readonly tag: string
  readonly commit: string
  readonly counter: number
  readonly version: string
  /** The version that held the stage so far. */
  readonly from: string | null
}

export type DeploymentPlan =
  | ({ readonly kind: 'deploy' } & StageChange)
  | { readonly kind: 'nothing'; readonly code: 'holder'; readonly reason: string }
  | { readonly kind: 'yield'; readonly code: 'overtaken' | 'moved-back'; readonly reason: string }
  | {
      readonly kind: 'refused'
      readonly code: 'unknown-version' | 'taken-back' | 'replaced' | 'older'
      readonly reason: string
    }

/**
 * Whether a version that was promoted may take its stage now: yes; it has it already; it yields, since it was overtaken
 * or the stage was moved back while it waited; or it is refused, since it is older than what the stage holds, as when an
 * old release is run again. Older versions that went first do not count as overtaking. Pure and total.
 */
export function planDeployment(facts: DeploymentFacts): DeploymentPlan {
  const { registry, model, stage, version: name } = facts
  const artifact = registry.artifacts.get(model)
  const version = artifact?.versions.get(name)
  if (!artifact || !version) return refused('unknown-version', `No tag registers ${name} of ${model}`)
  if (version.takenBack) return refused('taken-back', `${name} was taken back`)
  const holder = holderOf(artifact, stage)
  if (holder?.commit === version.commit)
    return { kind: 'nothing', code: 'holder', reason: `${name} holds ${stage} already` }
  const past = artifact.assignments.filter((assignment) => assignment.stage === stage)
  if (past.some(({ commit }) => commit === version.commit))
    return refused(
      'replaced',
      `${name} held ${stage} before and was replaced; \`slipway rollback\` brings it back`,
    )
  const order = registrationOrder(artifact)
  const own = order.get(version.commit) ?? 0
  const isNewer = ({ commit }: Pick<Assignment, 'commit'>) => (order.get(commit) ?? -1) > own
  const meanwhile = past.filter(({ event }) => since(event, facts.basis))
  if (meanwhile.some(isNewer))
    return { kind: 'yield', code: 'overtaken', reason: `A newer version took ${stage} while ${name} waited` }
  const movedBack =
    meanwhile.some(({ commit, event }) => past.find((first) => first.commit === commit)?.event !== event) ||
    registry.log.some(
      (event) =>
        event.kind === 'unassignment' &&
        event.artifact === model &&
        event.stage === stage &&
        since(event, facts.basis),
    )
  if (movedBack)
    return { kind: 'yield', code: 'moved-back', reason: `${stage} was rolled back while ${name} waited` }
  if (holder && isNewer(holder))
    return refused(
      'older',
      `${name} is older than ${holder.version?.version ?? 'what'}, which holds ${stage}`,
    )
  return { kind: 'deploy', ...stageChange(registry, model, stage, name, version.commit) }
}

function refused(code: Extract<DeploymentPlan, { kind: 'refused' }>['code'], reason: string): DeploymentPlan {
  return { kind: 'refused', code, reason }
}

function since(event: RegistryEvent, basis: number): boolean {
  return (event.counter ?? 0) > basis
}

/** Position of each commit's version among the registrations. */
function registrationOrder(artifact: Artifact): ReadonlyMap<string, number> {
  const versions = [...artifact.versions.values()]
  return new Map(versions.map(({ commit }, index) => [commit, index]))
}

export function stageChange(
  registry: Registry,
  model: string,
  stage: string,
  version: string,
  commit: string,
): StageChange {
  const counter = nextCounter(registry, model)
  const artifact = registry.artifacts.get(model)
  return {
    tag: formatTag({ kind: 'assignment', artifact: model, stage, counter }),
    commit,
    counter,
    version,
    from: (artifact && holderOf(artifact, stage)?.version?.version) ?? null,
  }
}
