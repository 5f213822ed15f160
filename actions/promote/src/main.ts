import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { jobSurroundings, readJobContext, runAction, setOutput, writeSummary } from '@slipway/action-kit'
import {
  acceptanceOf,
  openForge,
  PULL_REQUEST_WORKFLOW,
  promoteModels,
  renderPromotionSummary,
} from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    const forge = await openForge(context)
    const result = await promoteModels(context, forge, {
      commit: job.sha,
      before: job.before,
      runId: inputs.runId,
      workflow: inputs.workflow ?? PULL_REQUEST_WORKFLOW,
      candidateWorkflow: inputs.candidateWorkflow ?? '',
      defaultBranch: job.defaultBranch,
      maxBytes: 64 * 1024 * 1024,
      ownRunId: job.runId,
      temporary: await mkdtemp(join(job.temp, 'slipway-promote-')),
      acceptance: await acceptanceOf(context, forge, {
        reason: inputs.accept,
        fromApproval: inputs.acceptFromApproval,
        runId: job.runId,
        actor: job.actor,
      }),
      bump: inputs.bump,
      actor: job.actor,
      dryRun: false,
    })
    await writeSummary(renderPromotionSummary(result))
    const releases = result.models.flatMap(({ model, release }) => (release ? [{ model, ...release }] : []))
    const unreleased = result.models.flatMap(({ model, plan }) =>
      plan.kind === 'unreleased' || plan.kind === 'refused'
        ? [{ model, code: plan.code, reason: plan.reason }]
        : [],
    )
    for (const { model, reason } of unreleased) context.progress.warn(`${model} is unreleased: ${reason}`)
    setOutput('changed', String(releases.length > 0))
    setOutput('releases', releases)
    setOutput('unreleased', unreleased)
    setOutput('candidate', String(result.candidate.started))
  },
})
