import { describe, expect, it } from 'vitest'
import { runProcess, signalGroup } from './run-process.ts'

const timing = { minuteMs: 60_000, interruptMs: 100, terminateMs: 100, outputMs: 50 }

function run(
  script: string,
  signal = new AbortController().signal,
  onLine: (line: string) => void = () => {},
) {
  return runProcess({
    command: process.execPath,
    args: ['-e', script],
    cwd: '/',
    env: {},
    onLine,
    signal,
    timing,
  })
}

describe('runProcess()', () => {
  it('hands on lines of both streams, characters whole, the last one without a line end too', async () => {
    const lines: string[] = []
    const script = `
      const bytes = Buffer.from('é🛩\\nzwei\\r\\n')
      let index = 0
      const next = () => index < bytes.length
        ? process.stdout.write(bytes.subarray(index, ++index), () => setImmediate(next))
        : process.stderr.write('err', () => process.stdout.write('last'))
      next()`
    expect(await run(script, undefined, (line) => lines.push(line))).toEqual({
      exitCode: 0,
      leftover: undefined,
    })
    expect(lines.toSorted()).toEqual(['err', 'last', 'zwei', 'é🛩'])
  })

  it('gives the exit code, and 128 + n for a signal', async () => {
    expect((await run('process.exit(7)')).exitCode).toBe(7)
    expect((await run("process.kill(process.pid, 'SIGKILL')")).exitCode).toBe(137)
  })

  it('fails on a command that is not there', async () => {
    const input = { command: '/nowhere', args: [], cwd: '/', env: {}, onLine: () => {}, timing }
    await expect(runProcess({ ...input, signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })

  it('sends SIGINT, then SIGTERM, then SIGKILL', async () => {
    const control = new AbortController()
    const lines: string[] = []
    const script = `
      for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => console.log(s))
      setInterval(() => {}, 1000); console.log('ready')`
    const result = run(script, control.signal, (line) => {
      lines.push(line)
      if (line === 'ready') control.abort()
    })
    expect((await result).exitCode).toBe(137)
    expect(lines).toEqual(['ready', 'SIGINT', 'SIGTERM'])
  })

  it('stops at the first signal that is obeyed', async () => {
    const control = new AbortController()
    const script =
      "process.on('SIGINT', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready')"
    const result = run(script, control.signal, () => control.abort())
    expect((await result).exitCode).toBe(3)
  })

  it('is sent the signal at once when it had fired before', async () => {
    expect((await run('setInterval(() => {}, 1000)', AbortSignal.abort())).exitCode).toBe(130)
  })

  it('does not wait for a child that keeps the output open, and tells of its group', async () => {
    const lines: string[] = []
    const script = `
      require('node:child_process').spawn('sh', ['-c', 'while :; do echo noise; sleep 0.05; done'], { stdio: 'inherit' })
      setTimeout(() => process.exit(), 100)`
    const { exitCode, leftover } = await run(script, undefined, (line) => lines.push(line))
    expect(exitCode).toBe(0)
    const heard = lines.length
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(lines).toHaveLength(heard)
    expect(signalGroup(leftover ?? 0, 0)).toBe(true)
    signalGroup(leftover ?? 0, 'SIGKILL')
  })
})
