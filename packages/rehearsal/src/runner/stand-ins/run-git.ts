import { spawn } from 'node:child_process'
import type { StandInStep } from './stand-in-step.ts'

export interface GitOptions {
  readonly cwd: string
  /** Returns what it prints instead of showing it. */
  readonly quiet?: boolean
  readonly allowFailure?: boolean
}

/** Runs git, shows the command and its output as actions/checkout does, and gives what it printed. */
export async function runGit(
  step: StandInStep,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  if (options.quiet !== true) step.info(`[command]git ${args.join(' ')}`)
  const child = spawn('git', args, {
    cwd: options.cwd,
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    stdio: ['ignore', 'pipe', options.quiet === true ? 'ignore' : 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const output = Buffer.concat(chunks).toString().trim()
  if (options.quiet !== true && output !== '') step.info(output)
  if (code === 0 || options.allowFailure === true) return output
  throw new Error(`The process 'git ${args.join(' ')}' failed with exit code ${code}`)
}
