import { join } from 'node:path'
import type { Executor, StageEnd } from './executor.ts'
import { type GraceTimes, type ProcessEnd, runProcessGroup, STAGE_GRACE } from './process-group.ts'

export interface ProcessExecutorOptions {
  /** Root of the workspace. */
  readonly root: string
  /** What the commands inherit; the stage's own variables come on top. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly grace?: GraceTimes
  /** Length of a minute, for tests of `timeout-minutes`. */
  readonly minuteMs?: number
}

/** EX_TEMPFAIL of sysexits.h: a stage with checkpoints says by it that it stopped at one and is not finished. */
const PAUSED_STATUS = 75

/** The longest time that a timer holds. */
const LONGEST_MS = 2 ** 31 - 1

/** Runs the commands of a stage one after the other, each by `sh -c` on this machine. */
export function processExecutor({
  root,
  env,
  grace = STAGE_GRACE,
  minuteMs = 60_000,
}: ProcessExecutorOptions): Executor {
  return {
    async run({ stage, env: given, signal, output }): Promise<StageEnd> {
      const minutes = stage.timeoutMinutes ?? Number.POSITIVE_INFINITY
      const limit = AbortSignal.timeout(Math.min(minutes * minuteMs, LONGEST_MS))
      const stop = AbortSignal.any([signal, limit])
      const place = { cwd: join(root, stage.wdir), env: { ...env, ...stage.env, ...given } }
      for (const cmd of stage.cmd) {
        const end = await runProcessGroup({ cmd, ...place, output }, stop, grace)
        if (signal.aborted) return { how: 'interrupted' }
        if (limit.aborted) return { how: 'timed-out' }
        if (end.status === PAUSED_STATUS && stage.checkpoint) return { how: 'paused' }
        if (end.status !== 0) return { how: 'failed', cmd, status: describe(end) }
      }
      return { how: 'done' }
    },
  }
}

function describe({ status, signal }: ProcessEnd): string {
  if (signal === 'SIGKILL') return 'killed by SIGKILL, as by a machine that is out of memory'
  return signal === null ? `exit status ${status}` : `killed by ${signal}`
}
