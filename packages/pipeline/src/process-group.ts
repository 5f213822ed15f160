import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

export interface ProcessCommand {
  /** For `sh -c`. */
  readonly cmd: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
  /** When aborted the group gets SIGTERM, and all the time that it needs. */
  readonly terminate?: AbortSignal | undefined
}

/** How a command ended: exactly one of the two is null. */
export interface ProcessEnd {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

/** How long after SIGINT a group gets SIGTERM, and how long after that SIGKILL. */
export interface GraceTimes {
  readonly interruptMs: number
  readonly terminateMs: number
}

/**
 * GitHub's runner gives a cancelled step 7.5 s until SIGTERM and 2.5 s more until SIGKILL; a stage has less, so that whoever
 * started it is there to end in order. @see ProcessInvoker.cs of actions/runner
 */
export const STAGE_GRACE: GraceTimes = { interruptMs: 4_000, terminateMs: 1_500 }

const POLL_MS = 20
/** What is still in the pipes of a group that has ended is here by then. */
const DRAIN_MS = 1_000

/**
 * Runs a shell command in a process group of its own and returns when the whole group has ended. What the command leaves
 * running ends with it; and the group ends when this process does, even by SIGKILL, because a guard watches over it.
 * @param stop ends the group when aborted: SIGINT, then SIGTERM, then SIGKILL
 */
export async function runProcessGroup(
  command: ProcessCommand,
  stop: AbortSignal,
  grace: GraceTimes = STAGE_GRACE,
): Promise<ProcessEnd> {
  const guard = startGuard()
  const child = spawn('sh', ['-c', START, command.cmd], {
    cwd: command.cwd,
    env: { ...command.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
  try {
    // Listeners come before anything that yields, so that no event is missed.
    const exited = once(child, 'exit')
    const closed = once(child, 'close')
    // Handled below; a pipe may close after we stopped to wait for it.
    closed.catch(() => {})
    if (child.pid === undefined) await exited
    const group = child.pid as number
    guard.watch(group)
    // A shell that is just becoming another program can miss a signal: what is stopped already does not become the command.
    if (!stop.aborted) tell(child.stdio[3] as Writable, 'go')
    child.stdout?.on('data', (chunk: Buffer) => command.output('stdout', chunk))
    child.stderr?.on('data', (chunk: Buffer) => command.output('stderr', chunk))
    const stopping = onAbort(stop, () => endGroup(group, grace))
    const terminating = onAbort(command.terminate ?? NEVER, () => endKindly(group, stop))
    const [status, signal] = (await exited) as [number | null, NodeJS.Signals | null]
    await terminating.settled()
    await stopping.settled()
    signalGroup(group, 'SIGKILL')
    await Promise.race([closed, delay(DRAIN_MS, undefined, { ref: false })])
    return { status, signal }
  } finally {
    child.stdout?.destroy()
    child.stderr?.destroy()
    guard.dismiss()
  }
}

const NEVER = new AbortController().signal

/** Asks a group to end, and waits until nobody is left: a shell may be gone before the command that it started. */
async function endKindly(group: number, stop: AbortSignal): Promise<void> {
  signalGroup(group, 'SIGTERM')
  while (!stop.aborted && signalGroup(group, 0)) await delay(POLL_MS)
}

/** Asks a group to end, less and less kindly, until nobody is left. */
async function endGroup(group: number, { interruptMs, terminateMs }: GraceTimes): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', interruptMs],
    ['SIGTERM', terminateMs],
  ] as const) {
    signalGroup(group, signal)
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
      if (!signalGroup(group, 0)) return
      await delay(POLL_MS)
    }
  }
  signalGroup(group, 'SIGKILL')
}

/** False when the group has no member any more. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    // On macOS a group of processes that ended and were not waited for yet cannot be signalled.
    if (code === 'EPERM') return true
    throw error
  }
}

/** Starts work when the signal is aborted, now or later; settled() waits for it and takes the listener off. */
function onAbort(signal: AbortSignal, work: () => Promise<void>): { settled(): Promise<void> } {
  let working: Promise<void> = Promise.resolve()
  const start = () => {
    working = work()
  }
  if (signal.aborted) start()
  else signal.addEventListener('abort', start, { once: true })
  return {
    settled: () => {
      signal.removeEventListener('abort', start)
      return working
    },
  }
}

/** Waits for a word before it becomes the command, so that nothing runs which the guard does not know. */
const START = 'read -r word <&3 || exit; exec sh -c "$0" 3<&-'

/** Reads a group, then waits: a word sends it home, the end of its input makes it kill the group. */
const GUARD = 'read -r group && { read -r word || kill -s KILL -- "-$group"; }'

/** A small shell that kills a group when this process is gone, however it ended: its standard input ends then. */
function startGuard() {
  const guard = spawn('sh', ['-c', GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  // Without a shell there is nothing to guard either: starting the command says so.
  guard.on('error', () => {}).unref()
  return {
    watch: (group: number) => tell(guard.stdin, String(group), { more: true }),
    dismiss: () => tell(guard.stdin, 'done'),
  }
}

/** Writes a line; whoever has ended before does not hear it. */
function tell(shell: Writable, line: string, { more = false } = {}): void {
  if (shell.listenerCount('error') === 0) shell.on('error', () => {})
  shell.write(`${line}\n`)
  if (!more) shell.end()
}
