import {
  annotateError,
  jobSurroundings,
  keepStoreCache,
  readJobContext,
  restoreStoreCache,
  runAction,
  saveStoreCache,
  setOutput,
  writeSummary,
} from '@slipway/action-kit'
import {
  dataPullCommand,
  dataPushCommand,
  dataVerifyCommand,
  pointedData,
  withStoreOf,
} from '@slipway/commands'
import { POINTER_SUFFIX } from '@slipway/core'
import { type Inputs, readInputs } from './inputs.gen.ts'

type Surroundings = Parameters<typeof dataVerifyCommand.run>[0]

const PLAIN = { colour: false, columns: 100 }

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const base = inputs.base ?? (job.pullRequest ? 'HEAD^1' : undefined)
    const context = await withStoreOf(jobSurroundings(outer, job, inputs), base)
    if (inputs.mode === 'verify') return verify(context, inputs)
    const targets = inputs.mode === 'pull' ? await pull(context, inputs) : await push(context, inputs)
    setOutput('targets', targets)
    setOutput('missing', 0)
  },
  post: (context) => saveStoreCache(context.progress),
})

async function pull(context: Surroundings, { targets, cache }: Inputs): Promise<readonly string[]> {
  const { root, oids } = await pointedData(context)
  const cached = { root, plan: Object.values(oids).toSorted().join(' ') }
  // A runner that keeps its own store has no use for a copy that comes over the network.
  const useCache = cache && !context.env.SLIPWAY_RUNNER_STORE
  const here = useCache ? await restoreStoreCache(context, cached) : context
  const result = await dataPullCommand.run(here, { targets, force: false })
  if (useCache) keepStoreCache(cached)
  await tell(context, 'Fetched data', dataPullCommand.render(result, PLAIN))
  return result.targets.map(({ target }) => target)
}

async function push(context: Surroundings, { targets }: Inputs): Promise<readonly string[]> {
  const result = await dataPushCommand.run(context, { targets })
  await tell(context, 'Stored data', dataPushCommand.render(result, PLAIN))
  return result.targets.map(({ target }) => target)
}

/** In the log, and in the summary that people look at: names in it are somebody else's text, so it stands as code. */
async function tell({ progress }: Surroundings, title: string, text: string): Promise<void> {
  progress.note(text)
  const fence = '`'.repeat(3 + Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length)))
  await writeSummary(`### ${title}\n\n${fence}text\n${text}\n${fence}\n`)
}

async function verify(context: Surroundings, { targets, deep }: Inputs): Promise<void> {
  const result = await dataVerifyCommand.run(context, {
    targets,
    deep,
    remote: true,
    local: false,
    rev: undefined,
  })
  context.progress.note(dataVerifyCommand.render(result, PLAIN))
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
