import {
  actionError,
  jobSurroundings,
  readJobContext,
  runAction,
  setOutput,
  writeSummary,
} from '@slipway/action-kit'
import { openApi, rerunLost } from '@slipway/commands'
import { escapeMarkdown } from '@slipway/core'
import { readInputs } from './inputs.gen.ts'

/** GitHub runs nothing more often than this. */
const MOST = 50

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, { ...inputs, workingDirectory: undefined })
    const runId = inputs.runId ?? job.causedByRun
    if (runId === undefined) {
      throw actionError(
        'action/event-unfit',
        `Cannot look at a run: no run-id, and the event is ${job.event}; expected workflow_run`,
        { hint: 'Give `run-id`, or start this workflow by `workflow_run`' },
      )
    }
    const mostAttempts = Math.min(inputs.maxAttempts ?? MOST, MOST)
    const { rerun, reason } = await rerunLost(openApi(context, job.repository), { runId, mostAttempts })
    setOutput('rerun', String(rerun))
    setOutput('reason', reason)
    const what = rerun ? 'Its jobs are run again' : 'Nothing is run again'
    context.progress.note(`${what}: ${reason}`)
    await writeSummary(`${what}. ${escapeMarkdown(reason)}`)
  },
})
