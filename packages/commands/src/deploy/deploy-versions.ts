import { type Digest, SlipwayError } from '@slipway/core'
import { createTag } from '@slipway/github'
import {
  type DeploymentPlan,
  digestsOf,
  formatStageMessage,
  planDeployment,
  type Registry,
  type StageChange,
} from '@slipway/registry'
import type { Context } from '../context.ts'
import { type Forge, fetchRegistry } from '../open-forge.ts'
import { nextMoment } from '../promote/next-moment.ts'

/** A version that is to get a stage. */
export interface DeploymentOrder {
  readonly model: string
  readonly version: string
  readonly stage: string
  /** The model's highest tag counter when the deployment was asked for; what happened since may have overtaken it. */
  readonly basis: number
}

export interface DeploymentResult {
  readonly order: DeploymentOrder
  readonly plan: DeploymentPlan
  /** Digest of the version's bytes, as its tag says. */
  readonly digest: Digest | null
}

const ATTEMPTS = 5

/** Assigns versions to stages, each by one tag; yields where it was overtaken, and does nothing where it is done. */
export async function deployVersions(
  context: Context,
  forge: Forge,
  orders: readonly DeploymentOrder[],
  actor: string,
): Promise<readonly DeploymentResult[]> {
  const results: DeploymentResult[] = []
  for (const order of orders) {
    const result = await withFreshTags(context, forge, async (registry) => {
      const plan = planDeployment({ registry, ...order })
      if (plan.kind === 'deploy')
        await assignStage(context, forge, registry, { ...order, change: plan, actor })
      const version = registry.artifacts.get(order.model)?.versions.get(order.version)
      return { order, plan, digest: (version && digestsOf(version).model) ?? null }
    })
    results.push(result)
  }
  return results
}

/**
 * Decides on the tags as they are, writes, and starts over where another writer took the same counter meanwhile.
 */
export async function withFreshTags<T>(
  context: Context,
  forge: Forge,
  decide: (registry: Registry) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decide(await fetchRegistry(forge.repository))
    } catch (error) {
      const taken = error instanceof SlipwayError && error.code === 'github/conflict'
      if (!taken || attempt === ATTEMPTS) throw error
      context.progress.note('Another writer was faster; reading the tags again')
    }
  }
}

export interface Assignment {
  readonly model: string
  readonly stage: string
  readonly change: StageChange
  readonly actor: string
  readonly reason?: string
}

/** Writes the stage tag. */
export async function assignStage(
  context: Context,
  { github }: Forge,
  registry: Registry,
  assignment: Assignment,
): Promise<void> {
  const { model, stage, change, actor, reason } = assignment
  const version = registry.artifacts.get(model)?.versions.get(change.version)
  await createTag(github, {
    name: change.tag,
    commit: change.commit,
    message: formatStageMessage(model, stage, {
      version: change.version,
      model: version && digestsOf(version).model,
      ...(reason === undefined ? {} : { reason }),
    }),
    tagger: {
      name: actor,
      email: `${actor}@users.noreply.github.com`,
      date: nextMoment(registry, context.now()),
    },
  })
  context.progress.note(
    `${change.tag}: ${model} ${change.version} holds ${stage}${change.from === null ? '' : `, after ${change.from}`}`,
  )
}

/** The job summary of deployments. */
export function renderDeploymentSummary(results: readonly DeploymentResult[]): string {
  const lines = results.map(({ order, plan }) =>
    plan.kind === 'deploy'
      ? `- \`${order.model}\` ${order.version} holds \`${order.stage}\` (\`${plan.tag}\`)`
      : `- \`${order.model}\` ${order.version}: ${plan.reason}`,
  )
  return `## Deployment\n\n${lines.join('\n') || 'Nothing to deploy.'}`
}
