import { describe, expect, it } from 'vitest'
import { terminalProgress } from './terminal-progress.ts'

/** A standard error that keeps what it was given, and a clock that a test moves. */
function stage(options: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
  const written: string[] = []
  let now = 5000
  const sink = { ...options, write: (chunk: string | Uint8Array) => written.push(chunk.toString()) }
  return {
    progress: terminalProgress(sink, () => now),
    pass: (ms: number) => {
      now += ms
    },
    /** What was written since the last call. */
    take: () => written.splice(0).join(''),
  }
}

describe('terminalProgress() on a terminal', () => {
  it('draws amount, rate and what is left over one line', () => {
    const { progress, pass, take } = stage({ isTTY: true })
    const task = progress.task('Pushing data', 8 << 20, 'bytes')
    pass(2000)
    task.advance(2 << 20)
    expect(take()).toBe('Pushing data 2.0 MiB of 8.0 MiB, 1.0 MiB/s, 6 s left')
    pass(1000)
    task.advance(4 << 20)
    expect(take()).toBe('\r\u001b[KPushing data 6.0 MiB of 8.0 MiB, 2.0 MiB/s, 1 s left')
    task.done('Pushed data')
    expect(take()).toBe('\r\u001b[KPushed data\n')
  })

  it('draws at most ten times a second, whatever its clock shows at the start', () => {
    const { progress, pass, take } = stage({ isTTY: true })
    const task = progress.task('Looking at', undefined, 'files')
    for (let step = 0; step < 10; step++) {
      pass(25)
      task.advance(1)
    }
    expect(take().match(/Looking at/g)).toHaveLength(2)
  })

  it('wipes the line for whatever else is said, and leaves none behind a task without a summary', () => {
    const { progress, pass, take } = stage({ isTTY: true })
    const task = progress.task('Working')
    const drawn = () => {
      pass(1000)
      task.advance(1)
      take()
    }
    drawn()
    progress.note('a note')
    expect(take()).toBe('\r\u001b[Ka note\n')
    drawn()
    progress.output('stdout', Buffer.from('a stage says'))
    expect(take()).toBe('\r\u001b[Ka stage says')
    drawn()
    task.done()
    expect(take()).toBe('\r\u001b[K')
    task.done()
    expect(take()).toBe('')
  })

  it('cuts a line that would wrap', () => {
    const { progress, pass, take } = stage({ isTTY: true, columns: 20 })
    const task = progress.task('A label that is longer than the terminal is wide')
    pass(1000)
    task.advance(1)
    expect(take()).toBe('A label that is lo…')
  })

  it('never says that less than nothing is left', () => {
    const { progress, pass, take } = stage({ isTTY: true })
    const task = progress.task('Counting', 10)
    pass(1000)
    task.advance(20)
    expect(take()).toBe('Counting 20 of 10, 20/s, 0 s left')
  })
})

describe('terminalProgress() elsewhere', () => {
  it('writes only the lines that stay', () => {
    const { progress, pass, take } = stage()
    const task = progress.task('Pushing data', 100, 'bytes')
    pass(5000)
    task.advance(50)
    expect(take()).toBe('')
    progress.warn('a problem')
    task.done('Pushed data')
    expect(take()).toBe('warning: a problem\nPushed data\n')
  })
})
