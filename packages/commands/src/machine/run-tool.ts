import { spawn } from 'node:child_process'
import type { Context } from '../context.ts'

/** What became of a tool that was asked something. */
export type ToolResult =
  | { readonly state: 'done'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly state: 'missing' }
  | { readonly state: 'hung' }

/** Runs a tool of this machine. Never throws. */
export type RunTool = (file: string, args: readonly string[]) => Promise<ToolResult>

const MOST_BYTES = 8 * 2 ** 20

/**
 * Runs tools with a time limit. A dead driver leaves its tool in a system call that not even SIGKILL ends; such a process is
 * killed, let go of and not waited for, so that it holds nobody up.
 */
export function toolRunner(env: Context['env'], timeoutMs: number): RunTool {
  return (file, args) =>
    new Promise((resolve) => {
      const child = spawn(file, [...args], {
        env: { ...env, LC_ALL: 'C' },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
      let bytes = 0
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes <= MOST_BYTES) printed[name].push(chunk)
        })
      }
      const text = (name: 'stdout' | 'stderr') => Buffer.concat(printed[name]).toString('utf8')
      const end = (result: ToolResult) => {
        clearTimeout(timer)
        resolve(result)
      }
      const timer = setTimeout(() => {
        killGroup(child.pid)
        child.unref()
        child.stdout.destroy()
        child.stderr.destroy()
        end({ state: 'hung' })
      }, timeoutMs)
      child.on('error', () => end({ state: 'missing' }))
      child.on('close', (status) =>
        end({ state: 'done', status: status ?? -1, stdout: text('stdout'), stderr: text('stderr') }),
      )
    })
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended at this very moment.
  }
}
