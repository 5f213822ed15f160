import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runProcessGroup } from './process-group.ts'
import { isAlive, until } from './testing/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipway-group-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const never = new AbortController().signal
const SOON = { interruptMs: 150, terminateMs: 150 }

/** Runs a command and collects what it prints. */
async function run(cmd: string, { stop = never, grace = SOON, onText = (_: string) => {} } = {}) {
  const printed = { stdout: '', stderr: '' }
  const command = {
    cmd,
    cwd: folder,
    env: { PATH: process.env.PATH, GREETING: 'hello' },
    output: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => {
      printed[stream] += Buffer.from(chunk).toString()
      onText(printed.stdout)
    },
  }
  return { end: await runProcessGroup(command, stop, grace), printed }
}

describe('runProcessGroup()', () => {
  it('runs a shell command in its folder and environment, both streams apart', async () => {
    const { end, printed } = await run('echo $GREETING; pwd; echo bad >&2; exit 3')
    expect(end).toEqual({ status: 3, signal: null })
    expect(printed).toEqual({ stdout: `hello\n${folder}\n`, stderr: 'bad\n' })
  })

  it('tells the signal that ended a command', async () => {
    expect((await run('kill -TERM $$')).end).toEqual({ status: null, signal: 'SIGTERM' })
  })

  it('ends what the command leaves running, and does not wait for it', async () => {
    const { printed } = await run('sleep 60 & echo $!')
    await until(() => !isAlive(Number(printed.stdout)))
  })

  it('lets a command end by itself after SIGINT', async () => {
    const stop = new AbortController()
    const cmd = `trap 'echo saved; exit 7' INT; echo ready; while :; do sleep 0.02; done`
    const { end, printed } = await run(cmd, {
      stop: stop.signal,
      grace: { interruptMs: 10_000, terminateMs: 10_000 },
      onText: (text) => text.includes('ready') && stop.abort(),
    })
    expect(end.status).toBe(7)
    expect(printed.stdout).toBe('ready\nsaved\n')
  })

  it('goes on to SIGTERM, then to SIGKILL', async () => {
    const stop = () => {
      const controller = new AbortController()
      const onText = (text: string) => text.includes('ready') && controller.abort()
      return { stop: controller.signal, onText }
    }
    const loop = 'echo ready; while :; do sleep 0.02; done'
    const term = await run(`trap '' INT; trap 'exit 8' TERM; ${loop}`, stop())
    expect(term.end.status).toBe(8)
    const kill = await run(`trap '' INT TERM; ${loop}`, stop())
    expect(kill.end).toEqual({ status: null, signal: 'SIGKILL' })
  })

  it('gives what a command left running the same time, after the command itself has ended', async () => {
    const stop = new AbortController()
    // A shell lets its background processes ignore SIGINT, so this one hears SIGTERM.
    const child = `trap 'sleep 0.05; echo flushed > flushed; exit' TERM; echo ready; while :; do sleep 0.02; done`
    const { end } = await run(`trap 'exit 5' INT; sh -c "${child}" & wait`, {
      stop: stop.signal,
      grace: { interruptMs: 50, terminateMs: 10_000 },
      onText: (text) => text.includes('ready') && stop.abort(),
    })
    expect(end.status).toBe(5)
    expect(existsSync(join(folder, 'flushed'))).toBe(true)
  })

  it('ends at once what is stopped before it starts', async () => {
    const { end } = await run('sleep 60', { stop: AbortSignal.abort() })
    expect(end).toEqual({ status: null, signal: 'SIGINT' })
  })

  it('ends with the process that started it, even by SIGKILL', async () => {
    const file = join(folder, 'pid')
    const parent = fork(new URL('./testing/run-group.ts', import.meta.url), [
      `echo $$ > ${file}; exec sleep 60`,
    ])
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'))
    const pid = Number(readFileSync(file, 'utf8'))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    await until(() => !isAlive(pid))
  })
})
