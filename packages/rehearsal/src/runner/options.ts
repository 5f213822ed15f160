import type { ForgePort } from '../model.ts'

/** Machines of one kind: how many jobs they take at a time, and which labels they answer to. */
export interface PoolOptions {
  readonly name: string
  /** A job is taken when all its `runs-on` labels are among these. */
  readonly labels: readonly string[]
  readonly slots: number
  /** Keeps home, tool cache and workspace from job to job; by default so when the labels have "self-hosted". */
  readonly persistent?: boolean
}

/** A folder that stands for a repository of actions: `uses: owner/repo[/path]@any-ref` is taken from here. */
export interface ActionSource {
  readonly uses: string
  readonly directory: string
}

/** Times that a test shortens. */
export interface Timing {
  /** One minute of `timeout-minutes`. */
  readonly minuteMs: number
  /** From SIGINT to SIGTERM. */
  readonly interruptMs: number
  /** From SIGTERM to SIGKILL. */
  readonly terminateMs: number
  /** How long a step's output may stay open after its process has ended. */
  readonly outputMs: number
}

/** The runner's own times: actions/runner, src/Runner.Sdk/ProcessInvoker.cs. */
export const GITHUB_TIMING: Timing = {
  minuteMs: 60_000,
  interruptMs: 7_500,
  terminateMs: 2_500,
  outputMs: 5_000,
}

export interface RunnerOptions {
  readonly forge: ForgePort
  /** Work folders, fetched actions and logs go below it. */
  readonly directory: string
  readonly pools: readonly PoolOptions[]
  readonly actions: readonly ActionSource[]
  /** Environment that every job process starts from; needs PATH. Nothing else of this process is handed on. */
  readonly env: Readonly<Record<string, string>>
  /** One line for each run and job that starts or ends. */
  readonly log: (line: string) => void
  /** Interpreter, or folder of a virtual environment, that the stand-in for actions/setup-python offers. */
  readonly python?: string
  readonly now?: () => Date
  readonly timing?: Partial<Timing>
}
