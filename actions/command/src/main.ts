import {
  jobSurroundings,
  readComment,
  readJobContext,
  runAction,
  setOutput,
  writeSummary,
} from '@slipway/action-kit'
import { answerComment, openApi } from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, { ...inputs, workingDirectory: undefined })
    const comment = readComment(process.env)
    const { started, reply } = await answerComment(openApi(context, job.repository), comment, {
      defaultBranch: job.defaultBranch,
      serverUrl: job.serverUrl,
    })
    setOutput('started', String(started))
    setOutput('reason', reply ?? '')
    context.progress.note(reply ?? 'The comment is no command of Slipway')
    if (reply !== null) await writeSummary(reply)
  },
})
