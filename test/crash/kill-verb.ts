import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Random } from '../fuzz/mutate.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const KILL_AT_WRITE = fileURLToPath(
  new URL('../../packages/store/src/testing/kill-at-write.ts', import.meta.url),
)

/** What was learnt of a verb: how often it changes the disk, and how long it takes. */
export interface Length {
  changes: number
  ms: number
}

export interface KillOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly random: Random
  /** Is told how long the verb is where it was not killed. */
  readonly length: Length
}

/**
 * Runs a verb of the command line as a process that is killed at a random moment, or at a random write.
 * @returns false where death came too late
 * @throws where it ends and fails
 */
export async function killVerb(
  args: readonly string[],
  { cwd, env, random, length }: KillOptions,
): Promise<boolean> {
  // Some deaths come too late, and tell how long it takes by now.
  const share = random() * 1.15
  const atWrite = random() < 0.7
  const limit = String(atWrite ? 1 + Math.floor(share * length.changes) : 0)
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', KILL_AT_WRITE, CLI, ...args], {
    cwd,
    env: { ...env, KILL_AT_WRITE: limit },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const timer = atWrite ? undefined : setTimeout(() => child.kill('SIGKILL'), share * length.ms)
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  clearTimeout(timer)
  if (signal === 'SIGKILL') return true
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stderr}`)
  length.ms = performance.now() - started
  length.changes = Math.max(
    ...Array.from(stderr.matchAll(/^([0-9]+) changes$/gm), ([, count]) => Number(count)),
  )
  return false
}
