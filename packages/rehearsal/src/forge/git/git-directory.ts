import { spawn } from 'node:child_process'
import { forgeError } from '../error.ts'

export interface GitOutcome {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface GitInput {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** What every Git process of the stand-in sees: no configuration but the repository's own, no question to anybody. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  }
}

/** A bare repository on this disk. */
export class GitDirectory {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** Runs Git and reports how it ended. */
  attempt(args: readonly string[], { input = '', env = {} }: GitInput = {}): Promise<GitOutcome> {
    return new Promise((resolve, reject) => {
      const child = spawn('git', ['--git-dir', this.path, ...args], { env: { ...gitEnvironment(), ...env } })
      const stdout: Buffer[] = []
      const stderr: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
      child.on('error', (cause) =>
        reject(
          forgeError('stand-in/git-failed', `Cannot run "git": ${cause.message}`, {
            hint: 'Install Git 2.38 or later',
            cause,
          }),
        ),
      )
      child.on('close', (status) =>
        resolve({
          status: status ?? -1,
          stdout: Buffer.concat(stdout),
          stderr: Buffer.concat(stderr).toString().trim(),
        }),
      )
      // A child that has already ended breaks the pipe; its status tells the story.
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    })
  }

  /** @throws stand-in/git-failed when Git ends with another status than 0 */
  async bytes(args: readonly string[], input: GitInput = {}): Promise<Buffer> {
    const outcome = await this.attempt(args, input)
    if (outcome.status === 0) return outcome.stdout
    throw forgeError(
      'stand-in/git-failed',
      `Cannot run "git ${args[0]}": status ${outcome.status}; expected 0\n${outcome.stderr}`,
    )
  }

  /** What Git printed, without the last line feed. */
  async text(args: readonly string[], input: GitInput = {}): Promise<string> {
    return (await this.bytes(args, input)).toString().replace(/\n$/, '')
  }

  /** What Git printed, by lines; none when it printed nothing. */
  async lines(args: readonly string[], input: GitInput = {}): Promise<readonly string[]> {
    const text = await this.text(args, input)
    return text === '' ? [] : text.split('\n')
  }
}
