import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { actionProgress } from './action-progress.ts'

let written = ''
beforeEach(() => {
  written = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written += chunk.toString()
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

const open = () => actionProgress((chunk) => process.stdout.write(chunk))
/** The lines that a runner would obey: those outside of a stop, less the end of it. */
function obeyed(): readonly string[] {
  let stop: string | undefined
  return written.split('\n').filter((line) => {
    const [, token] = /^::stop-commands::(.+)$/.exec(line) ?? []
    if (stop === undefined && token !== undefined) {
      stop = token
      return false
    }
    if (stop === undefined) return /^\s*::|##\[/.test(line)
    if (line === `::${stop}::`) stop = undefined
    return false
  })
}

describe('actionProgress()', () => {
  it('passes a child’s words on as they come, between a stop and its end', () => {
    const progress = open()
    progress.output('stdout', Buffer.from('::error::x\nhalf a '))
    progress.output('stderr', Buffer.from('line'))
    progress.note('afterwards')
    const [, token = ''] = /^::stop-commands::(.+)$/m.exec(written) ?? []
    expect(token).toMatch(/^[0-9a-f-]{36}$/)
    expect(written).toBe(`::stop-commands::${token}\n::error::x\nhalf a line\n::${token}::\nafterwards\n`)
    expect(obeyed()).toEqual([])
  })

  it('says of long work every half minute how far it is', () => {
    let now = 0
    const progress = actionProgress(
      (chunk) => process.stdout.write(chunk),
      () => now,
    )
    const task = progress.task('Pushing data', 100 << 20, 'bytes')
    for (let second = 1; second <= 70; second++) {
      now += 1000
      task.advance(1 << 20)
    }
    task.done('Pushed data')
    expect(written.split('\n')).toEqual([
      'Pushing data: 30 MiB of 100 MiB, 1.0 MiB/s, 70 s left',
      'Pushing data: 60 MiB of 100 MiB, 1.0 MiB/s, 40 s left',
      'Pushed data',
      '',
    ])
  })

  it('stops with another token each time, so that nobody can end the stop', () => {
    const progress = open()
    for (const word of ['one', 'two']) {
      progress.output('stdout', Buffer.from(word))
      progress.note('between')
    }
    const tokens = Array.from(written.matchAll(/^::stop-commands::(.+)$/gm), ([, token]) => token)
    expect(new Set(tokens).size).toBe(2)
  })

  it.each([
    '::set-output name=a::b',
    'two lines\n  ::add-mask::e',
    'an old ##[error]command',
    '::stop-commands::x',
  ])('shows a line that looks like a command, and does not give it: %j', (line) => {
    const progress = open()
    progress.note(line)
    progress.task(line).done()
    progress.note('plain')
    expect(obeyed()).toEqual([])
    expect(written).toContain(line)
    expect(written).toMatch(/\nplain\n$/)
  })

  it('turns a warning into an annotation of one line, also after a child’s words', () => {
    const progress = open()
    progress.output('stdout', Buffer.from('words\n'))
    progress.warn('a warning\n::error::of two lines')
    expect(obeyed()).toEqual(['::warning::a warning%0A::error::of two lines'])
  })

  it('says of a task how it ended, or what it was', () => {
    const progress = open()
    progress.task('Pushing data', 10).advance(5)
    expect(written).toBe('')
    progress.task('Pushing data').done('Pushed data')
    progress.task('Restoring').done()
    expect(written).toBe('Pushed data\nRestoring\n')
  })
})
