import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import type { JobState, Permissions, WorkflowRunState } from '../../model.ts'
import { Cancelled } from '../run/cancelled.ts'
import type { Slot } from '../run/runner-pools.ts'
import type { RunnerServices } from '../run/runner-services.ts'
import { PYTHON_VARIABLE } from '../stand-ins/setup-python.ts'
import type { JobDefinition, Workflow } from '../workflow/workflow.ts'
import type { Origin } from '../workflow/workflow-source.ts'
import { discard, type JobDirectories, makeJobDirectories } from './job-directories.ts'
import { JobLog } from './job-log.ts'
import { JobRuntime } from './job-runtime.ts'
import { Masks } from './masks.ts'
import { signalGroup } from './run-process.ts'

/** A job that has a machine and may start. */
export interface JobInput {
  readonly services: RunnerServices
  readonly run: WorkflowRunState
  readonly state: JobState
  readonly changed: () => void
  readonly workflow: Workflow
  readonly origin: Origin
  readonly definition: JobDefinition
  /** needs, matrix, strategy, inputs, vars. */
  readonly contexts: Readonly<Record<string, unknown>>
  readonly github: Readonly<Record<string, unknown>>
  /** The event as jobs read it from GITHUB_EVENT_PATH. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
  readonly permissions: Permissions
  readonly cacheWritable: boolean
  readonly slot: Slot
  readonly timeoutMinutes: number
  /** Asks the job to stop; `cancel` does so from within. */
  readonly cancelled: AbortSignal
  readonly cancel: (reason: Cancelled) => void
}

/** A job's runtime while it has its folders, its log and its token. */
export interface OpenJob {
  readonly runtime: JobRuntime
  readonly token: string
  close(): void
}

/** Makes the folders, the token, the log and the time limits of a job. */
export function openJob(input: JobInput): OpenJob {
  const { services, run, state, slot, permissions, cacheWritable } = input
  const directories = makeJobDirectories(rootOf(input), run.repository.name)
  const eventPath = writeEvent(directories, input.payload)
  const grant = { repository: run.repository, permissions, runId: run.id, jobId: state.id }
  const { token, revoke } = services.forge.issueJobToken(grant)
  const actionsEnv = services.forge.runtimeEnvironment({ run, job: state, permissions, cacheWritable })
  const masks = maskAll([...Object.values(input.secrets), token, ...tokensIn(actionsEnv)])
  const log = new JobLog(state.logFile, masks, services.now)
  const kill = new AbortController()
  const { workspace } = directories
  const runtime = new JobRuntime({
    state,
    changed: input.changed,
    now: services.now,
    timing: services.timing,
    log,
    masks,
    directories,
    finder: services.finder,
    baseEnv: services.env,
    github: { ...input.github, job: input.definition.id, token, event_path: eventPath, workspace },
    runner: runnerContext(input, directories),
    actionsEnv,
    standInEnv: services.python === undefined ? {} : { [PYTHON_VARIABLE]: services.python },
    cancel: input.cancelled,
    kill: kill.signal,
  })
  const stopTimers = limitTime(input, kill)
  return {
    runtime,
    token,
    close: () => {
      stopTimers()
      for (const group of runtime.leftovers) signalGroup(group, 'SIGKILL')
      revoke()
      log.close()
      if (!slot.persistent) discard(directories.root)
    },
  }
}

function rootOf({ services, slot, state }: JobInput): string {
  return slot.persistent
    ? join(services.directory, 'runners', slot.runnerName)
    : join(services.directory, 'jobs', String(state.id))
}

function writeEvent({ temp }: JobDirectories, payload: Readonly<Record<string, unknown>>): string {
  const folder = join(temp, '_github_workflow')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'event.json'), JSON.stringify(payload))
  return join(folder, 'event.json')
}

function tokensIn(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (name.endsWith('_TOKEN') ? [value] : []))
}

function maskAll(secrets: readonly string[]): Masks {
  const masks = new Masks()
  for (const secret of secrets) masks.add(secret)
  return masks
}

const OS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS' }
const ARCH: Readonly<Record<string, string>> = { x64: 'X64', arm64: 'ARM64' }

/** The `runner` context. */
function runnerContext({ slot, secrets }: JobInput, { temp, tools }: JobDirectories): Record<string, string> {
  return {
    name: slot.runnerName,
    os: OS[platform()] ?? platform(),
    arch: ARCH[arch()] ?? arch(),
    environment: slot.selfHosted ? 'self-hosted' : 'github-hosted',
    temp,
    tool_cache: tools,
    ...(secrets.ACTIONS_STEP_DEBUG === 'true' ? { debug: '1' } : {}),
  }
}

/** GitHub ends a cancelled job after five minutes, whatever still runs in it. */
const CANCEL_MINUTES = 5

/** Cancels the job after its minutes, and ends it for good five minutes after any cancellation. */
function limitTime(input: JobInput, kill: AbortController): () => void {
  const { services, slot, timeoutMinutes, cancelled } = input
  const { minuteMs } = services.timing
  const onTimeout = (): void => {
    const limit = `exceeded the maximum execution time of ${timeoutMinutes} minutes`
    input.cancel(new Cancelled(`The job running on runner ${slot.runnerName} has ${limit}.`))
  }
  const timeout = setTimeout(onTimeout, timeoutMinutes * minuteMs)
  let last: NodeJS.Timeout | undefined
  const onCancel = (): void => {
    last = setTimeout(() => kill.abort(cancelled.reason), CANCEL_MINUTES * minuteMs)
  }
  const onClose = (): void => kill.abort(services.closed.reason)
  cancelled.addEventListener('abort', onCancel)
  services.closed.addEventListener('abort', onClose)
  return () => {
    clearTimeout(timeout)
    clearTimeout(last)
    cancelled.removeEventListener('abort', onCancel)
    services.closed.removeEventListener('abort', onClose)
  }
}
