import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import {
  actionError,
  jobSurroundings,
  readJobContext,
  runAction,
  setOutput,
  uploadFile,
  writeSummary,
} from '@slipway/action-kit'
import { openForge, PULL_REQUEST_WORKFLOW, reportRun } from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

const REPORT = 'slipway-report.html'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    const runId = inputs.runId ?? job.causedByRun
    if (runId === undefined) {
      throw actionError(
        'action/event-unfit',
        `Cannot report: no run-id, and the event is ${job.event}; expected workflow_run`,
        {
          hint: 'Give `run-id`, or start this workflow by `workflow_run`',
        },
      )
    }
    const temporary = await mkdtemp(join(job.temp, 'slipway-report-'))
    const htmlFile = join(temporary, REPORT)
    const common = {
      runId,
      workflow: inputs.workflow ?? PULL_REQUEST_WORKFLOW,
      defaultBranch: job.defaultBranch,
      maxBytes: (inputs.maxArtifactMb ?? 64) * 1024 * 1024,
      ownRunId: job.runId,
      temporary,
      author: undefined,
    }
    const forge = await openForge(context)
    const keepReport = async () => {
      const { id } = await uploadFile(htmlFile)
      return `${job.serverUrl}/${job.repository}/actions/runs/${job.runId}/artifacts/${id}`
    }
    const reported = await reportRun(context, forge, { ...common, post: true, htmlFile, keepReport })
    await writeSummary(reported.summary)
    setOutput('outcomes', reported.outcomes)
    setOutput('promotable', String(reported.promotable))
    setOutput('comment-id', reported.commentId ?? '')
    setOutput('report', htmlFile)
  },
})
