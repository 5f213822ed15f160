import { annotateError, jobSurroundings, readJobContext, runAction, setOutput } from '@slipway/action-kit'
import { dataPullCommand, dataPushCommand, dataVerifyCommand, withStoreOf } from '@slipway/commands'
import { POINTER_SUFFIX } from '@slipway/core'
import { type Inputs, readInputs } from './inputs.gen.ts'

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const base = inputs.base ?? (job.pullRequest ? 'HEAD^1' : undefined)
    const context = await withStoreOf(jobSurroundings(outer, job, inputs), base)
    if (inputs.mode === 'verify') return verify(context, inputs)
    const { targets } = inputs
    const { targets: done } =
      inputs.mode === 'pull'
        ? await dataPullCommand.run(context, { targets, force: false })
        : await dataPushCommand.run(context, { targets })
    setOutput(
      'targets',
      done.map(({ target }) => target),
    )
    setOutput('missing', 0)
  },
})

async function verify(
  context: Parameters<typeof dataVerifyCommand.run>[0],
  { targets, deep }: Inputs,
): Promise<void> {
  const result = await dataVerifyCommand.run(context, { targets, deep, rev: undefined })
  context.progress.note(dataVerifyCommand.render(result, { colour: false, columns: 100 }))
  for (const { target, oid, missing, corrupt } of result.targets) {
    if (oid !== null && missing + corrupt === 0) continue
    const what =
      oid === null
        ? 'there is no pointer'
        : `${missing} objects are missing and ${corrupt} damaged in ${result.store}`
    annotateError(`${target}: ${what}. Whoever changed it: \`slipway data push ${target}\``, {
      title: 'The data of this pointer is not in the store',
      file: `${target}${POINTER_SUFFIX}`,
      startLine: 1,
    })
  }
  setOutput(
    'targets',
    result.targets.map(({ target }) => target),
  )
  setOutput(
    'missing',
    result.targets.reduce((sum, { missing }) => sum + missing, 0),
  )
  if (!result.ok) process.exitCode = 1
}
