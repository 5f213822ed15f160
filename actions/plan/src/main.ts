import { jobSurroundings, readJobContext, runAction, setOutput, writeSummary } from '@slipway/action-kit'
import { budgetText, planJobs, renderPlanSummary } from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    const trusted = job.pullRequest?.trusted ?? true
    const jobs = await planJobs(context, {
      stages: inputs.stages,
      base: inputs.base ?? (job.pullRequest ? 'HEAD^1' : undefined),
      trusted,
      pullRequest: job.pullRequest?.number,
    })
    for (const notice of jobs.plan.notices) context.progress.warn(notice)
    setOutput('before', jobs.before)
    setOutput('matrix', { include: jobs.matrix })
    setOutput('after', jobs.after)
    setOutput('has-before', String(jobs.before.length > 0))
    setOutput('has-matrix', String(jobs.matrix.length > 0))
    setOutput('environment', jobs.budget?.environment ?? '')
    setOutput('trusted', String(trusted))
    setOutput('plan', jobs.plan)
    if (jobs.budget) context.progress.note(budgetText(jobs.budget))
    await writeSummary(renderPlanSummary(jobs, trusted))
  },
})
