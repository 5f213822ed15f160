import { runnerError } from '../error.ts'
import type { FileCommands } from './file-commands.ts'
import {
  makeFileCommands,
  readPairs,
  readPaths,
  readSummary,
  removeFileCommands,
  SUMMARY_LIMIT_BYTES,
} from './file-commands.ts'
import type { Execution, Frame } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { runProcess } from './run-process.ts'

export interface StepProcess {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** On top of what every step has. */
  readonly env: Readonly<Record<string, string>>
  readonly github: Readonly<Record<string, string>>
  /** Takes what the process saves for the action's next part. */
  readonly state: Record<string, string>
}

/** Runs a step's process and does what it asked for through files and commands. Gives its exit code. */
export async function runInStep(
  job: JobRuntime,
  frame: Frame,
  execution: Execution,
  process: StepProcess,
): Promise<number> {
  const files = makeFileCommands(job.input.directories.temp)
  const { output } = execution
  const github = { ...frame.github, ...process.github, ...files }
  try {
    const { exitCode, leftover } = await runProcess({
      command: process.command,
      args: process.args,
      cwd: process.cwd,
      env: { ...job.processEnv(execution.env, github), ...process.env },
      onLine: (line) => output.line(line),
      signal: execution.signal,
      timing: job.input.timing,
    })
    if (leftover !== undefined) job.leftovers.add(leftover)
    return exitCode
  } catch (error) {
    throw runnerError('runner/unsupported', startProblem(process, error), { cause: error })
  } finally {
    Object.assign(process.state, output.state)
    Object.assign(execution.outputs, output.outputs)
    applyFileCommands(job, execution, process, files)
    removeFileCommands(files)
  }
}

function startProblem({ command, cwd }: StepProcess, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `An error occurred trying to start process '${command}' with working directory '${cwd}'. ${reason}`
}

/** A file that cannot be read fails the step; the others are still read. */
function applyFileCommands(
  job: JobRuntime,
  execution: Execution,
  process: StepProcess,
  files: FileCommands,
): void {
  const { output, outputs } = execution
  const apply = (name: string, read: () => void): void => {
    try {
      read()
    } catch (error) {
      output.error(`Unable to process file command '${name}' successfully.`)
      output.error(error instanceof Error ? error.message : String(error))
      output.failed = true
    }
  }
  apply('path', () => {
    for (const folder of readPaths(files.path)) job.addPath(folder)
  })
  apply('env', () => {
    for (const [name, value] of readPairs(files.env)) {
      if (name.toUpperCase() === 'NODE_OPTIONS') {
        output.error(`Can't store ${name} output parameter using '$GITHUB_ENV' command.`)
      } else job.env[name] = value
    }
  })
  apply('output', () => Object.assign(outputs, Object.fromEntries(readPairs(files.output))))
  apply('state', () => Object.assign(process.state, Object.fromEntries(readPairs(files.state))))
  apply('step_summary', () => {
    const { text, tooLargeBytes } = readSummary(files.step_summary)
    if (tooLargeBytes === undefined) return job.addSummary(text)
    const limit = SUMMARY_LIMIT_BYTES / 1024
    const size = Math.floor(tooLargeBytes / 1024)
    output.error(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${limit}k, got ${size}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
    )
  })
}
