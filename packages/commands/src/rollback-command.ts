import type { Digest } from '@slipway/core'
import { artifactNamed, digestsOf, planRollback, type RollbackPlan } from '@slipway/registry'
import { defineCommand } from './command.ts'
import { commandError } from './error.ts'

export interface RollbackResult {
  readonly model: string
  readonly stage: string
  readonly plan: RollbackPlan
  readonly digest: Digest | null
}

export const rollbackCommand = defineCommand({
  name: 'rollback',
  summary: 'Give a stage back to an earlier version, by one more tag',
  arguments: { model: { describe: 'The model.', required: true } },
  options: {
    to: {
      kind: 'text',
      value: 'version',
      describe: 'The version; the one that held the stage before without.',
    },
    stage: { kind: 'text', value: 'name', describe: 'The stage.', default: 'prod' },
    reason: { kind: 'text', value: 'text', describe: 'Why; it stands in the tag.' },
    serveUrl: { kind: 'text', value: 'url', describe: 'Wait until this server serves the version.' },
    timeout: { kind: 'number', value: 'seconds', describe: 'How long to wait for the server.', default: 120 },
    dryRun: { kind: 'flag', describe: 'Say what would be done.' },
  },
  examples: [
    'slipway rollback flight-delay --reason "late alarms since noon"',
    'slipway rollback flight-delay --to v1.2.0',
  ],
  run: async (context, { model, to, stage, reason, serveUrl, timeout, dryRun }): Promise<RollbackResult> => {
    const { openForge } = await import('./open-forge.ts')
    const { actorOf } = await import('./actor-of.ts')
    const { assignStage, withFreshTags } = await import('./deploy/deploy-versions.ts')
    const { awaitServed, serverAddress } = await import('./deploy/await-served.ts')
    const server = serveUrl === undefined ? undefined : serverAddress(serveUrl)
    const forge = await openForge(context)
    const actor = await actorOf(context, forge)
    let target = to
    const result = await withFreshTags(context, forge, async (registry) => {
      const plan = planRollback(registry, model, stage, target)
      // Whoever was faster may have rolled back too: starting over must not go one further.
      if (plan.kind === 'rollback') target = plan.version
      if (plan.kind === 'refused')
        throw commandError('deploy/refused', `Cannot roll back ${model}: ${plan.reason}`)
      if (plan.kind === 'rollback' && !dryRun) {
        await assignStage(context, forge, registry, {
          model,
          stage,
          change: plan,
          actor,
          reason: reason ?? 'rollback',
        })
      }
      const name = plan.kind === 'rollback' ? plan.version : undefined
      const version = name === undefined ? undefined : artifactNamed(registry, model).versions.get(name)
      return { model, stage, plan, digest: (version && digestsOf(version).model) ?? null }
    })
    if (server && result.digest && !dryRun)
      await awaitServed(context, forge, {
        server,
        model,
        stage,
        digest: result.digest,
        timeoutSeconds: timeout,
      })
    return result
  },
  render: ({ model, stage, plan }) =>
    plan.kind === 'rollback'
      ? `${model}: ${stage} goes from ${plan.from ?? 'nobody'} to ${plan.version} (${plan.tag})`
      : `${model}: ${plan.reason}`,
})
