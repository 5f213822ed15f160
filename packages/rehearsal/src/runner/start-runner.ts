import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RunControl, RunnerPort, WorkflowEvent } from '../model.ts'
import { runnerError } from './error.ts'
import { makeActionFinder } from './job/find-action.ts'
import { GITHUB_TIMING, type RunnerOptions } from './options.ts'
import { Activity } from './run/activity.ts'
import { Cancelled } from './run/cancelled.ts'
import { ConcurrencyGroups } from './run/concurrency-groups.ts'
import type { KeptJob } from './run/job-graph.ts'
import { planRuns } from './run/plan-runs.ts'
import { folderSources, RepositorySources } from './run/repository-sources.ts'
import { RunnerPools } from './run/runner-pools.ts'
import type { RunnerServices } from './run/runner-services.ts'
import { WorkflowRun } from './run/workflow-run.ts'

/**
 * Starts the workflow runner: it runs a repository's own workflow files on this machine, each job as a process, for
 * every event of the stand-in GitHub.
 *
 * @throws runner/pool-invalid for pools that make no sense, and for an environment without PATH
 */
export async function startRunner(options: RunnerOptions): Promise<RunnerPort> {
  const directory = resolve(options.directory)
  mkdirSync(directory, { recursive: true })
  const path = options.env.PATH
  if (path === undefined || path === '') {
    throw runnerError('runner/pool-invalid', 'Cannot start the runner: its environment has no PATH')
  }
  const closing = new AbortController()
  const services: RunnerServices = {
    forge: options.forge,
    directory,
    env: options.env,
    python: options.python,
    timing: { ...GITHUB_TIMING, ...options.timing },
    now: options.now ?? (() => new Date()),
    log: options.log,
    pools: new RunnerPools(options.pools),
    groups: new ConcurrencyGroups(),
    activity: new Activity(),
    finder: makeActionFinder(options.actions),
    sources: folderSources(options.actions),
    closed: closing.signal,
  }
  const repositories = new RepositorySources({
    forge: options.forge,
    directory: join(directory, 'actions'),
    path,
  })
  return listen(services, repositories, closing)
}

function listen(
  services: RunnerServices,
  repositories: RepositorySources,
  closing: AbortController,
): RunnerPort {
  const runs = new Map<number, WorkflowRun>()
  let intake: Promise<void> = Promise.resolve()
  const start = async (event: WorkflowEvent): Promise<void> => {
    if (closing.signal.aborted) return
    const source = repositories.at(event.repository, event.workflowSha)
    for (const planned of await planRuns(services, event, source)) {
      const run = new WorkflowRun(planned)
      runs.set(run.state.id, run)
      run.start()
    }
  }
  services.forge.onEvent((event) => {
    // One event after the other, so that runs are numbered in the order in which things happened.
    const before = intake
    intake = services.activity.work(() =>
      before.then(() => start(event)).catch((error) => report(services, event, error)),
    )
  })
  services.forge.onRunControl((control) => {
    const run = runs.get(control.runId)
    if (control.kind === 'cancel') run?.cancel(control.actor)
    else run?.rerun(control.actor, keptBy(control))
  })
  return {
    idle: (options = {}) => services.activity.idle(options),
    close: async () => {
      closing.abort(new Cancelled('The rehearsal ended.'))
      for (const run of runs.values()) run.cancel('slipway')
      await services.activity.idle({ ignoreWaiting: true })
    },
  }
}

/** Which of the jobs that have ended a re-run takes over as they are. */
function keptBy(control: Exclude<RunControl, { readonly kind: 'cancel' }>): (job: KeptJob) => boolean {
  if (control.kind === 'rerun-job') return ({ state }) => state.id !== control.jobId
  return ({ state }) => control.kind === 'rerun-failed' && state.conclusion === 'success'
}

function report(services: RunnerServices, event: WorkflowEvent, error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  services.log(`Cannot start workflows for ${event.name} at ${event.sha}: ${reason}`)
}
