import type { Digest, Domain, RunRecord, StoppedEarly } from '@slipway/core'
import { Repository } from '@slipway/git'
import {
  type Executor,
  holdRunLock,
  planPipeline,
  processExecutor,
  type RunPorts,
  type RunWatcher,
  restoreKnown,
  runStages,
  type StageResult,
} from '@slipway/pipeline'
import { StoreShelf } from './checkpoint-shelf.ts'
import type { Context } from './context.ts'
import { jobDeadline } from './job-deadline.ts'
import { type PlannedWorkspace, type PlanOptions, planWorkspace } from './plan-workspace.ts'
import { runBook, trialBook } from './run-book.ts'
import { readPython, readRunFacts } from './run-facts.ts'
import { sumOfTiers, type TierAmount } from './served-by.ts'
import { stageEnvironment } from './stage-environment.ts'
import { stageFiles } from './stage-files.ts'
import { warnAboutData } from './warn-about-data.ts'
import { warnAboutOutputs } from './warn-about-outputs.ts'
import { warnAboutPlan } from './warn-about-plan.ts'

export interface ExecuteOptions extends Omit<PlanOptions, 'rev'> {
  /** Share runs in the store that everybody sees; true without. */
  readonly push?: boolean
  /** Run the named stages alone: what they need must have run before. */
  readonly stagesOnly?: boolean
  /** Start stages from nothing, whatever checkpoints there are. */
  readonly fresh?: boolean
  /** Stages with checkpoints hand over before so many minutes from now are over. */
  readonly limitMinutes?: number | undefined
  /** Takes the page of what runs, as Markdown, each time that it changes. */
  readonly drawLive?: ((markdown: string) => void) | undefined
  /** Publish nothing and warn of nothing: the runs are only compared, and the workspace is given back as it was. */
  readonly trial?: boolean
}

/** What became of one stage, as data for people and actions. */
export interface ExecutedStage {
  readonly name: string
  readonly key: Digest
  readonly state: 'ran' | 'restored'
  /** The run whose outputs lie in the workspace. */
  readonly record: Digest
  readonly attempt: number
  readonly domain: Domain
  readonly shared: boolean
  /** The runner of a stage that ran here; the domain in which a restored one was found. */
  readonly where: string
  /** Paths that were put back. */
  readonly restored: readonly string[]
  readonly seconds: number
  /** How often its commands were started until the run was whole; more than once where it went on from checkpoints. */
  readonly starts: number
  /** Why it ended before its time; null where it ran to its end. */
  readonly stoppedEarly: StoppedEarly | null
  /** The attempt that was added to a known key, and the paths in which it differs from the head. */
  readonly again: {
    readonly attempt: number
    readonly record: Digest
    readonly differs: readonly string[]
  } | null
}

export interface Execution extends PlannedWorkspace {
  readonly results: readonly StageResult[]
  /** Which places had what was put into the workspace, the nearest first. */
  readonly served: readonly TierAmount[]
}

/**
 * Brings the workspace to what the plan of the work tree stands for; one execution at a time in a workspace. After one with
 * a substitute, known outputs of the project itself are put back.
 * @throws the errors of planWorkspace() and runStages()
 */
export async function executeStages(context: Context, options: ExecuteOptions = {}): Promise<Execution> {
  const { root } = await Repository.open(context.cwd, context.env)
  const lock = await holdRunLock(root, {
    signal: context.signal,
    onWait: () => context.progress.note('Another run works in this folder; waiting for it to end'),
  })
  try {
    // Planned under the lock: what another run made meanwhile is known.
    const planned = await planWorkspace(context, options)
    const amounts: TierAmount[] = []
    const ports = await runPorts(planned, context, options, amounts)
    if (options.trial) return { ...planned, results: await tryStages(planned, ports), served: [] }
    const idle = new Set(
      planned.plan.stages.flatMap(({ stage, state }) => (state === 'known' ? [stage.name] : [])),
    )
    warnAboutPlan(
      planned.plan.warnings.filter(({ stage }) => !idle.has(stage)),
      context.progress,
    )
    await warnAboutData(planned, context)
    const results = await runStages(planned.plan, ports)
    await warnAboutOutputs(planned, results, context)
    if (options.substitute) await restoreOwn(planned, ports)
    return { ...planned, results, served: sumOfTiers(amounts) }
  } finally {
    await lock.release()
  }
}

/** Runs; where that fails, the outputs that were taken away for it are put back. */
async function tryStages(planned: PlannedWorkspace, ports: RunPorts): Promise<readonly StageResult[]> {
  try {
    return await runStages(planned.plan, ports)
  } catch (error) {
    if (!ports.signal.aborted) await restoreOwn(planned, ports)
    throw error
  }
}

async function runPorts(
  planned: PlannedWorkspace,
  context: Context,
  options: ExecuteOptions,
  served: TierAmount[],
): Promise<RunPorts> {
  const { open, input } = planned
  const { root } = open.repository
  let facts: ReturnType<RunPorts['facts']> | undefined
  const display = await liveDisplay(planned, context, options)
  const { meterPeriodMs, startMeter } = await import('./telemetry/stage-meter.ts')
  const periodMs = meterPeriodMs(context.env)
  return {
    root,
    input,
    readTree: () => open.repository.workTree(),
    files: stageFiles(open, context, (amounts) => served.push(...amounts)),
    book: options.trial ? trialBook(open.domain) : runBook(open, context, options.push !== false),
    // A trial is to start from nothing, and to leave nothing behind.
    ...(!options.trial && {
      checkpoints: {
        shelf: await StoreShelf.open(open, context, options.push !== false),
        deadline: jobDeadline(context, options.limitMinutes),
        fresh: options.fresh === true,
      },
    }),
    executor: stageExecutor(open.repository, context),
    facts: () => {
      facts ??= readRunFacts(context.env, open.domain)
      return facts
    },
    python: (stage) => readPython(stage, root, context.env),
    ...(periodMs !== undefined && {
      meter: (stage) => {
        const meter = startMeter({ env: context.env, runsOn: stage.runsOn ?? [], periodMs })
        display?.measures(meter)
        return meter
      },
    }),
    now: context.now,
    signal: context.signal,
    watcher: { ...watcher(context), live: (news) => display?.show(news) },
    targetsOnly: options.stagesOnly === true,
  }
}

/** This machine, or the cluster that a stage names. */
function stageExecutor(repository: Repository, { env, progress }: Context): Executor {
  const { root } = repository
  const here = processExecutor({ root, env: stageEnvironment(env) })
  return {
    async run(job) {
      if (!job.stage.ray) return here.run(job)
      const { rayExecutor } = await import('./ray/ray-executor.ts')
      const sources = async () => (await repository.workTree()).paths()
      return rayExecutor({ root, env, sources, note: (line) => progress.note(line) }).run(job)
    },
  }
}

/** Loaded where a stage has something to show. */
async function liveDisplay({ plan }: PlannedWorkspace, { progress }: Context, { drawLive }: ExecuteOptions) {
  if (!plan.stages.some(({ stage }) => stage.live)) return undefined
  const { LiveDisplay } = await import('./live/live-display.ts')
  return new LiveDisplay(progress, drawLive)
}

function watcher({ progress }: Context): RunWatcher {
  return {
    starts: ({ stage, reasons }, doing) => {
      if (doing === 'restore') progress.note(`${stage.name}: restoring its outputs`)
      else if (stage.sweep) progress.note(`${stage.name}: choosing the best variant by ${stage.sweep.metric}`)
      else progress.note(`${stage.name}: running ${stage.cmd.join('; ')} (${reasons.join('; ')})`)
    },
    output: (stream, chunk) => progress.output(stream, chunk),
    ends: ({ stage, state, seconds, run }) => {
      if (state === 'ran') progress.note(`${stage}: ran in ${seconds.toFixed(1)} s${whyEarly(run.record)}`)
    },
    resumes: ({ stage }, { name, seq, starts }) => {
      const from = starts.at(-1)?.producer?.run_id
      const where = from === undefined ? '' : `, written by run ${from}`
      progress.note(`${stage.name}: resuming from checkpoint ${seq}, "${name}"${where}`)
    },
    alarm: (stage, text) => progress.warn(`stage "${stage}": ${text}`),
    checkpointTrouble: (stage, error) => {
      if (error === undefined) progress.note(`${stage}: checkpoints are stored again`)
      else progress.warn(`checkpoints of stage "${stage}" cannot be stored for now: ${textOf(error)}`)
    },
  }
}

/** Of a stage that its rule ended before its time. */
function whyEarly({ stopped_early: early }: RunRecord): string {
  if (!early) return ''
  return `, stopped early: ${early.metric} was best at step ${early.best.step} (${early.best.value})`
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Undoes what a substitute left in the workspace, as far as the project's own runs are known. */
async function restoreOwn({ input }: PlannedWorkspace, ports: RunPorts): Promise<void> {
  const { substitute: _, ...own } = input
  await restoreKnown(await planPipeline({ ...own, tree: await ports.readTree(), again: false }), ports)
}

/** Results as `slipway run --json` prints them. */
export function executedStages({ results }: Pick<Execution, 'results'>): ExecutedStage[] {
  return results.map(({ stage, state, run, added, restored, seconds }) => ({
    name: stage,
    key: run.record.key,
    state,
    record: run.digest,
    attempt: run.record.attempt,
    domain: run.domain,
    shared: run.shared,
    where: state === 'ran' ? run.record.environment.runner : run.domain,
    restored,
    seconds,
    starts: run.record.starts?.length ?? 1,
    stoppedEarly: run.record.stopped_early ?? null,
    again:
      added && added.digest !== run.digest
        ? { attempt: added.record.attempt, record: added.digest, differs: differing(run, added) }
        : null,
  }))
}

/** Outputs of one run that have other bytes in another. */
export function differing(one: StageResult['run'], other: StageResult['run']): string[] {
  return Object.entries(other.record.outputs)
    .filter(([path, { oid }]) => one.record.outputs[path]?.oid !== oid)
    .map(([path]) => path)
}
