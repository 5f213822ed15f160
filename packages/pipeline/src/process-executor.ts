import { join } from 'node:path'
import type { Stage } from '@slipway/core'
import type { EarlyStop, Executor, StageEnd } from './executor.ts'
import { type GraceTimes, type ProcessEnd, runProcessGroup, STAGE_GRACE } from './process-group.ts'

export interface ProcessExecutorOptions {
  /** Root of the workspace. */
  readonly root: string
  /** What the commands inherit; the stage's own variables come on top. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly grace?: GraceTimes
  /** Length of a minute, for tests of `timeout-minutes`. */
  readonly minuteMs?: number
  /** How long a command that is stopped early may take to end after SIGTERM; ten minutes without. */
  readonly finishMs?: number
}

/** EX_TEMPFAIL of sysexits.h: a stage with checkpoints says by it that it stopped at one and is not finished. */
const PAUSED_STATUS = 75
/** What a shell makes of a command that SIGTERM ended. */
const SIGTERM_STATUS = 143

/** The longest time that a timer holds. */
const LONGEST_MS = 2 ** 31 - 1
/** Enough to export a model. */
const FINISH_MS = 10 * 60_000

/** Runs the commands of a stage one after the other, each by `sh -c` on this machine. */
export function processExecutor({
  root,
  env,
  grace = STAGE_GRACE,
  minuteMs = 60_000,
  finishMs = FINISH_MS,
}: ProcessExecutorOptions): Executor {
  return {
    async run({ stage, env: given, signal, earlyStop, output }): Promise<StageEnd> {
      const minutes = stage.timeoutMinutes ?? Number.POSITIVE_INFINITY
      const limit = AbortSignal.timeout(Math.min(minutes * minuteMs, LONGEST_MS))
      const overdue = limitAfter(earlyStop?.terminate, finishMs)
      const stop = AbortSignal.any([signal, limit, overdue])
      const place = { cwd: join(root, stage.wdir), env: { ...env, ...stage.env, ...given } }
      for (const cmd of stage.cmd) {
        // Who was asked before it began is not meant: what comes after training runs to its end.
        const terminate = earlyStop?.terminate.aborted ? undefined : earlyStop?.terminate
        const end = await runProcessGroup(
          { cmd: shellText(cmd, stage), ...place, output, terminate },
          stop,
          grace,
        )
        if (signal.aborted) return { how: 'interrupted' }
        if (limit.aborted) return { how: 'timed-out' }
        if (overdue.aborted) return { how: 'failed', cmd, status: 'no end in time after SIGTERM' }
        if (isEarlyEnd(end, earlyStop)) continue
        if (end.status === PAUSED_STATUS && stage.checkpoint) return { how: 'paused' }
        if (end.status !== 0) return { how: 'failed', cmd, status: describe(end) }
      }
      return { how: 'done' }
    },
  }
}

/** A shell that outlives SIGTERM, which the command itself gets, and so tells how that one ended. */
function shellText(cmd: string, { stop }: Stage): string {
  return stop ? `trap : TERM\n${cmd}` : cmd
}

/** A command that ended because it was asked to: at a checkpoint, or by SIGTERM. */
function isEarlyEnd({ status, signal }: ProcessEnd, earlyStop: EarlyStop | undefined): boolean {
  if (!earlyStop?.asked.aborted) return false
  const bySignal = signal === 'SIGTERM' || status === SIGTERM_STATUS
  return status === PAUSED_STATUS || (bySignal && earlyStop.terminate.aborted)
}

/** Aborted so long after another signal. */
function limitAfter(signal: AbortSignal | undefined, ms: number): AbortSignal {
  const limit = new AbortController()
  signal?.addEventListener(
    'abort',
    () => setTimeout(() => limit.abort(new Error('it did not end')), ms).unref(),
    { once: true },
  )
  return limit.signal
}

function describe({ status, signal }: ProcessEnd): string {
  if (signal === 'SIGKILL') return 'killed by SIGKILL, as by a machine that is out of memory'
  return signal === null ? `exit status ${status}` : `killed by ${signal}`
}
