import {
  annotateError,
  jobSurroundings,
  readJobContext,
  runAction,
  setOutput,
  writeSummary,
} from '@slipway/action-kit'
import {
  awaitServed,
  deployVersions,
  openForge,
  ordersOfReleases,
  ordersOfTag,
  renderDeploymentSummary,
  serverAddress,
} from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    const { timeoutSeconds = 120 } = inputs
    const server = inputs.serveUrl === undefined ? undefined : serverAddress(inputs.serveUrl)
    const forge = await openForge(context)
    const orders = inputs.releases
      ? ordersOfReleases(inputs.releases, inputs.stage)
      : await ordersOfTag(forge, job.refName, inputs.stage)
    const results = await deployVersions(context, forge, orders, job.actor)
    const skipped = results.flatMap(({ order, plan }) =>
      plan.kind === 'deploy' ? [] : [{ ...order, kind: plan.kind, reason: plan.reason }],
    )
    setOutput(
      'deployed',
      results.filter(({ plan }) => plan.kind === 'deploy').map(({ order }) => order),
    )
    setOutput(
      'skipped',
      skipped.map(({ kind: _, ...each }) => each),
    )
    await writeSummary(renderDeploymentSummary(results))
    for (const { kind, model, version, reason } of skipped) {
      const said = `${model} ${version}: ${reason}`
      if (kind !== 'refused') context.progress.note(said)
      else annotateError(said, { title: 'The deployment was refused' })
      // An old release that is run again must not look like a deployment that went well.
      if (kind === 'refused') process.exitCode = 1
    }
    // Also what an attempt that was cut off assigned: nobody has seen it served.
    const holders = results.filter(({ plan }) => plan.kind === 'deploy' || plan.kind === 'nothing')
    for (const { order, digest } of holders) {
      const { model, stage } = order
      if (server && digest)
        await awaitServed(context, forge, { server, model, stage, digest, timeoutSeconds })
    }
  },
})
