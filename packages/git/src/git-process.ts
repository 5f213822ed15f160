import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { gitError } from './error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where and with what Git runs. */
export interface GitSetting {
  readonly cwd: string
  readonly env: Environment
}

export interface GitOutput {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Nothing is translated, nothing asks a question, and reading takes no lock that a commit could meet. */
const FIXED = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' }

export function spawnGit(args: readonly string[], setting: GitSetting): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], {
    cwd: setting.cwd,
    env: { ...setting.env, ...FIXED },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** The error of a process that did not start. */
export function spawnFailure(cause: NodeJS.ErrnoException, setting: GitSetting): Error {
  if (cause.code === 'ENOENT' && existsSync(setting.cwd)) {
    return gitError('git/missing', 'Cannot run "git": it is not on the PATH; expected Git 2.31 or later', {
      hint: 'Install Git: https://git-scm.com/downloads',
      cause,
    })
  }
  return gitError('git/failed', `Cannot run "git" in "${setting.cwd}": ${cause.message}`, { cause })
}

/**
 * Runs Git to its end, whatever its exit status.
 * @param input what it reads from its standard input
 * @throws git/missing, git/failed where it could not be started
 */
export function runGit(args: readonly string[], setting: GitSetting, input = ''): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(args, setting)
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (cause) => reject(spawnFailure(cause, setting)))
    child.on('close', (status) => {
      resolve({
        status: status ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8').trim(),
      })
    })
    // A child that has already ended breaks the pipe; its status tells the story.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/**
 * Runs Git and returns what it printed.
 * @param action what is being done, for the error: `list the files of "main"`
 * @throws git/failed with Git's own words when it exits with another status than 0
 */
export async function git(
  args: readonly string[],
  setting: GitSetting,
  action: string,
  input = '',
): Promise<Buffer> {
  const output = await runGit(args, setting, input)
  if (output.status === 0) return output.stdout
  throw gitError(
    'git/failed',
    `Cannot ${action}: git ${args[0]} ended with status ${output.status}; expected 0\n${output.stderr}`,
  )
}
