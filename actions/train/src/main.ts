import {
  jobSurroundings,
  keepStoreCache,
  readJobContext,
  redrawnSummary,
  refuseUntrusted,
  restoreStoreCache,
  runAction,
  saveStoreCache,
  setOutput,
  uploadArtifact,
  writeSummary,
} from '@slipway/action-kit'
import {
  executedStages,
  executeStages,
  finishClaims,
  planWorkspace,
  readCheckedOut,
  renderServedSummary,
  renderStarts,
} from '@slipway/commands'
import { CLAIMS_ARTIFACT, SlipwayError } from '@slipway/core'
import { type Inputs, readInputs } from './inputs.gen.ts'

/** What the work gives; undefined where a stage of it goes on in another job. Without a limit there is no such job. */
async function handingOver<T>(
  work: () => Promise<T>,
  { limitMinutes }: Pick<Inputs, 'limitMinutes'>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    const goesOn = limitMinutes !== undefined && error instanceof SlipwayError
    if (goesOn && error.code === 'pipeline/handed-over') return undefined
    throw error
  }
}

await runAction({
  main: async (outer, source) => {
    const inputs = readInputs(source)
    const job = readJobContext(process.env)
    const context = jobSurroundings(outer, job, inputs)
    await refuseUntrusted(job, () => readCheckedOut(context.cwd))
    const trusted = job.pullRequest?.trusted ?? true
    const base = inputs.base ?? (job.pullRequest ? 'HEAD^1' : undefined)
    const planned = async () => {
      const { open, plan } = await planWorkspace(context, { base })
      return { root: open.repository.root, plan: plan.stages.map(({ key }) => key ?? 'pending').join(' ') }
    }
    // A runner that keeps its own store has no use for a copy that comes over the network.
    const useCache = inputs.cache && !context.env.SLIPWAY_RUNNER_STORE
    const here = useCache ? await restoreStoreCache(context, await planned()) : context
    // "[]" is a plan's word for nothing to run; no text at all means everything that is stale.
    const nothing = source('stages') === '[]'
    const only = inputs.stages.length > 0
    // A fork writes to no store: what it makes stays on this machine, and goes into the artifact.
    const summary = redrawnSummary(context.env.GITHUB_STEP_SUMMARY)
    const options = {
      stages: inputs.stages,
      stagesOnly: only,
      base,
      push: trusted,
      fresh: inputs.fresh,
      limitMinutes: inputs.limitMinutes,
      drawLive: summary.draw,
    }
    const execution = nothing
      ? { results: [], served: [] }
      : await handingOver(() => executeStages(here, options), inputs).finally(summary.finish)
    setOutput('handover', execution ? '' : 'true')
    if (!execution) {
      context.progress.note('A stage stopped at a checkpoint; the next job goes on from there')
      return
    }
    const stages = executedStages(execution)
    const story = renderStarts(execution.results)
    if (story !== '') await writeSummary(story)
    if (execution.served.length > 0) await writeSummary(renderServedSummary(execution.served))
    setOutput('stages-executed', stages.filter(({ state }) => state === 'ran').length)
    setOutput('stages', stages)
    if (useCache) keepStoreCache(await planned())
    if (!inputs.artifact) return
    const { folder, files } = await finishClaims(context, {
      base,
      temporary: job.temp,
      repository: job.repository,
      pullRequest: job.pullRequest?.number ?? null,
      headSha: job.pullRequest?.headSha ?? job.sha,
      runId: job.runId,
      runAttempt: job.runAttempt,
      trusted,
    })
    const { id, digest } = await uploadArtifact(CLAIMS_ARTIFACT, folder, files)
    setOutput('artifact-id', id)
    setOutput('artifact-digest', digest)
  },
  post: (context) => saveStoreCache(context.progress),
})
