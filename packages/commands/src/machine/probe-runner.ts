import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Context } from '../context.ts'
import type { RunTool } from './run-tool.ts'

/** The runner of GitHub Actions whose job this is. */
export interface RunnerReading {
  /** Null where it does not tell. */
  readonly version: string | null
  readonly hasNode24: boolean
}

/** Looks at the runner around this process; undefined where there is none, or its folder cannot be found. */
export async function probeRunner(
  env: Context['env'],
  execPath: string,
  run: RunTool,
): Promise<RunnerReading | undefined> {
  const root = runnerRoot(env, execPath)
  if (root === undefined) return undefined
  const told = await run(join(root, 'bin', 'Runner.Listener'), ['--version'])
  const version = told.state === 'done' ? /^[0-9]+(?:\.[0-9]+)+/.exec(told.stdout.trim())?.[0] : undefined
  return { version: version ?? null, hasNode24: existsSync(join(root, 'externals', 'node24')) }
}

/** An action runs on the runner's own Node; a step of a shell knows only its workspace, in the runner's `_work`. */
function runnerRoot(env: Context['env'], execPath: string): string | undefined {
  const ofNode = /^(.+)\/externals\/node[0-9]+[^/]*\/bin\/node$/.exec(execPath)?.[1]
  if (ofNode !== undefined) return ofNode
  for (let folder = env.GITHUB_WORKSPACE; folder && folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'bin', 'Runner.Listener'))) return folder
  }
  return undefined
}
