import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, parseProject } from '@slipway/core'
import { afterAll, describe, expect, it } from 'vitest'
import { processExecutor } from './process-executor.ts'

const root = mkdtempSync(join(tmpdir(), 'slipway-executor-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function run(stage: string, signal = new AbortController().signal, env = {}) {
  const parsed = parseProject(`version: 1\nstages: { s: { outs: [x], ${stage} } }`).stages.get('s')
  if (!parsed) throw new Error('no stage')
  let printed = ''
  const executor = processExecutor({
    root,
    env: { PATH: process.env.PATH, A: 'inherited', B: 'inherited' },
    grace: { interruptMs: 100, terminateMs: 100 },
    minuteMs: 100,
  })
  const output = (_: string, chunk: Uint8Array) => {
    printed += Buffer.from(chunk).toString()
  }
  const end = await executor.run({ stage: parsed, key: digestOf(''), inputs: [], env, signal, output })
  return { end, printed }
}

describe('processExecutor()', () => {
  it('runs the commands in order, in wdir, with the declared environment on top', async () => {
    mkdirSync(join(root, 'sub'))
    const { end, printed } = await run('cmd: ["pwd", "echo $A $B"], wdir: sub, env: { B: declared }')
    expect(end).toEqual({ how: 'done' })
    expect(printed).toBe(`${join(root, 'sub')}\ninherited declared\n`)
  })

  it('stops at the first command that fails', async () => {
    const { end, printed } = await run('cmd: ["echo 1", "exit 4", "echo 3"]')
    expect(end).toEqual({ how: 'failed', cmd: 'exit 4', status: 'exit status 4' })
    expect(printed).toBe('1\n')
  })

  it('names the signal that ended a command', async () => {
    expect((await run('cmd: kill -SEGV $$')).end).toMatchObject({ status: 'killed by SIGSEGV' })
    expect((await run('cmd: kill -KILL $$')).end).toMatchObject({
      status: expect.stringContaining('out of memory'),
    })
  })

  it('stops a stage at its time limit, over all its commands', async () => {
    const { end, printed } = await run('cmd: ["echo 1", "sleep 60", "echo 3"], timeout-minutes: 1')
    expect(end).toEqual({ how: 'timed-out' })
    expect(printed).toBe('1\n')
  })

  it('tells an interruption from a failure and from the time limit', async () => {
    expect((await run('cmd: sleep 60, timeout-minutes: 1000', AbortSignal.abort())).end).toEqual({
      how: 'interrupted',
    })
  })

  it('holds a time limit that no timer could', async () => {
    expect((await run('cmd: sleep 0.3, timeout-minutes: 99999999')).end).toEqual({ how: 'done' })
  })
})
