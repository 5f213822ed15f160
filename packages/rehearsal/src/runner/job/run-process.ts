import { spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { Timing } from '../options.ts'

export interface ProcessInput {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  /** Ends the process and its children: SIGINT, then SIGTERM, then SIGKILL. */
  readonly signal: AbortSignal
  readonly timing: Timing
}

export interface ProcessResult {
  /** 128 + the signal's number for one that a signal ended. */
  readonly exitCode: number
  /** Process group that still has members: what the step left running. */
  readonly leftover: number | undefined
}

/**
 * Runs a process in a group of its own and hands on what it prints, line by line, from both streams as it comes. A child
 * of its own that keeps the streams open is waited for a little while, and then left alone.
 */
export function runProcess(input: ProcessInput): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(input.command, [...input.args], {
      cwd: input.cwd,
      env: input.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const streams = [readLines(child.stdout, input.onLine), readLines(child.stderr, input.onLine)]
    let ending: NodeJS.Timeout | undefined
    const stop = (): void => {
      ending = endGroup(child.pid, input.timing)
    }
    const finish = (): void => {
      clearTimeout(grace)
      input.signal.removeEventListener('abort', stop)
      for (const stream of streams) stream.end()
      const leftover = livingGroup(child.pid)
      if (leftover === undefined) clearTimeout(ending)
      resolve({ exitCode: child.exitCode ?? 128 + (SIGNALS[child.signalCode ?? ''] ?? 0), leftover })
    }
    let grace: NodeJS.Timeout | undefined
    child.once('error', (error) => {
      input.signal.removeEventListener('abort', stop)
      reject(error)
    })
    child.once('exit', () => {
      grace = setTimeout(finish, input.timing.outputMs)
    })
    child.once('close', finish)
    if (input.signal.aborted) stop()
    else input.signal.addEventListener('abort', stop, { once: true })
  })
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

function endGroup(group: number | undefined, timing: Timing): NodeJS.Timeout | undefined {
  if (group === undefined || !signalGroup(group, 'SIGINT')) return undefined
  return setTimeout(() => {
    if (!signalGroup(group, 'SIGTERM')) return
    setTimeout(() => signalGroup(group, 'SIGKILL'), timing.terminateMs)
  }, timing.interruptMs)
}

/** Sends a signal to every process of a group; a group that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

function livingGroup(group: number | undefined): number | undefined {
  return group !== undefined && signalGroup(group, 0) ? group : undefined
}

interface LineReader {
  /** Hands on the rest, and nothing that comes later. */
  end(): void
}

/** Splits a stream at line ends without cutting a character in two. */
function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let ended = false
  // Read on after the end: a server that was left running must not block on a full pipe.
  stream.on('data', (chunk: Buffer) => {
    if (ended) return
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line.replace(/\r$/, ''))
  })
  return {
    end: () => {
      rest += decoder.end()
      if (rest !== '' && !ended) onLine(rest.replace(/\r$/, ''))
      ended = true
    },
  }
}
