import {
  annotateError,
  jobSurroundings,
  readJobContext,
  refuseUntrusted,
  runAction,
  setOutput,
  writeSummary,
} from '@slipway/action-kit'
import { preflightCommand, readCheckedOut, renderPreflightSummary, withStoreOf } from '@slipway/commands'
import { readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const surroundings = jobSurroundings(outer, job, inputs)
    await refuseUntrusted(job, () => readCheckedOut(surroundings.cwd))
    const base = inputs.base ?? (job.pullRequest ? 'HEAD^1' : undefined)
    const context = await withStoreOf(surroundings, base)
    const { stages, patience = 4 } = inputs
    const result = await preflightCommand.run(context, { stages, patience })
    context.progress.note(preflightCommand.render(result, { colour: false, columns: 100 }))
    for (const { subject, state, found, wanted, hint } of result.checks) {
      if (state !== 'failed') continue
      const asked = wanted === null ? '' : `; asked for is ${wanted}`
      annotateError(`${found}${asked}\n${hint ?? ''}`.trim(), {
        title: `This machine is not fit: ${subject}`,
      })
    }
    setOutput('fit', String(result.ok))
    setOutput('checks', result.checks)
    await writeSummary(renderPreflightSummary(result))
    if (!result.ok) process.exitCode = 1
  },
})
