import { jobSurroundings, readJobContext, runAction, setOutput, writeSummary } from '@slipway/action-kit'
import {
  awaitServed,
  deployVersions,
  openForge,
  ordersOfReleases,
  ordersOfTag,
  renderDeploymentSummary,
} from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    const forge = await openForge(context)
    const orders = inputs.releases
      ? ordersOfReleases(inputs.releases, inputs.stage)
      : await ordersOfTag(forge, job.refName, inputs.stage)
    const results = await deployVersions(context, forge, orders, job.actor)
    const deployed = results.filter(({ plan }) => plan.kind === 'deploy')
    const skipped = results.filter(({ plan }) => plan.kind !== 'deploy')
    for (const { order, plan } of skipped)
      context.progress.note(`${order.model} ${order.version}: ${plan.kind === 'deploy' ? '' : plan.reason}`)
    const { serveUrl: url, timeoutSeconds = 120 } = inputs
    for (const { order, digest } of deployed) {
      if (url && digest) await awaitServed(context, { url, model: order.model, digest, timeoutSeconds })
    }
    setOutput(
      'deployed',
      deployed.map(({ order }) => order),
    )
    setOutput(
      'skipped',
      skipped.map(({ order, plan }) => ({ ...order, reason: plan.kind === 'deploy' ? '' : plan.reason })),
    )
    await writeSummary(renderDeploymentSummary(results))
    // An old release that is run again must not look like a deployment that went well.
    if (results.some(({ plan }) => plan.kind === 'refused')) process.exitCode = 1
  },
})
