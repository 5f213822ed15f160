import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface TimedProcess {
  /** From before the process starts until it has ended and closed its output. */
  readonly seconds: number
  /** Largest resident set, MiB. */
  readonly peakMiB: number
  readonly stdout: string
}

export interface ProcessOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The exit status that it should end with; 0 without. */
  readonly status?: number
}

/** Runs a program to its end and times it. A status that was not expected is an error, with what the program said. */
export async function timeProcess(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, status: wanted = 0 }: ProcessOptions,
): Promise<TimedProcess> {
  const started = performance.now()
  const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  let peakMiB = 0
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid))
  }, 20)
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    })
    const seconds = (performance.now() - started) / 1000
    if (status !== wanted)
      throw new Error(
        `${command} ${args.join(' ')}: exit ${status}\n${stdout.slice(-2000)}${stderr.slice(-2000)}`,
      )
    return { seconds, peakMiB, stdout }
  } finally {
    clearInterval(watch)
  }
}

/** What the kernel calls the high-water mark; 0 where it does not say. */
function peakOf(pid: number | undefined): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) / 1024
  } catch {
    return 0
  }
}
