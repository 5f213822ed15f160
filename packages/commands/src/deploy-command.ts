import type { Digest } from '@slipway/core'
import { artifactNamed, digestsOf, latestVersion } from '@slipway/registry'
import { defineCommand } from './command.ts'
import type { DeploymentResult } from './deploy/deploy-versions.ts'
import { commandError } from './error.ts'

export const deployCommand = defineCommand({
  name: 'deploy',
  summary: 'Assign a released version to a stage, by one tag',
  arguments: { model: { describe: 'The model.', required: true } },
  options: {
    version: { kind: 'text', value: 'version', describe: 'The version; the latest without.' },
    stage: { kind: 'text', value: 'name', describe: 'The stage.', default: 'prod' },
    serveUrl: { kind: 'text', value: 'url', describe: 'Wait until this server serves the version.' },
    timeout: { kind: 'number', value: 'seconds', describe: 'How long to wait for the server.', default: 120 },
  },
  examples: ['slipway deploy flight-delay', 'slipway deploy flight-delay --version v1.1.0 --stage staging'],
  run: async (context, { model, version, stage, serveUrl, timeout }): Promise<DeploymentResult> => {
    const { fetchRegistry, openForge } = await import('./open-forge.ts')
    const { actorOf } = await import('./actor-of.ts')
    const { deployVersions } = await import('./deploy/deploy-versions.ts')
    const { awaitServed, serverAddress } = await import('./deploy/await-served.ts')
    const server = serveUrl === undefined ? undefined : serverAddress(serveUrl)
    const forge = await openForge(context)
    const artifact = artifactNamed(await fetchRegistry(forge.repository), model)
    const chosen = version === undefined ? latestVersion(artifact) : artifact.versions.get(version)
    if (!chosen)
      throw commandError(
        'deploy/refused',
        `Cannot deploy ${model}: no tag registers ${version ?? 'any version'}`,
        { hint: `slipway registry show ${model}` },
      )
    const order = { model, version: chosen.version, stage, basis: artifact.counter }
    const [result] = await deployVersions(context, forge, [order], await actorOf(context, forge))
    if (!result) throw new Error('a deployment has a result')
    if (result.plan.kind === 'refused')
      throw commandError('deploy/refused', `Cannot deploy ${model} ${chosen.version}: ${result.plan.reason}`)
    const digest: Digest | undefined = digestsOf(chosen).model
    if (server && digest && result.plan.kind !== 'yield')
      await awaitServed(context, forge, { server, model, stage, digest, timeoutSeconds: timeout })
    return result
  },
  render: ({ order, plan }) =>
    plan.kind === 'deploy'
      ? `${order.model} ${order.version} holds ${order.stage} (${plan.tag})`
      : `${order.model} ${order.version}: ${plan.reason}`,
})
