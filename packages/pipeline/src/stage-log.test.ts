import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { StageLog } from './stage-log.ts'

const root = mkdtempSync(join(tmpdir(), 'slipway-log-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const write = (log: StageLog, text: string) => log.write(Buffer.from(text))

describe('StageLog', () => {
  it('takes its final name when it is closed, and replaces the log before', () => {
    for (const text of ['first run\n', 'second\n']) {
      const log = new StageLog(root, 'train')
      write(log, text)
      log.close()
      expect(log.path).toBe('.slipway/logs/train.log')
      expect(readFileSync(join(root, log.path), 'utf8')).toBe(text)
    }
    new StageLog(root, 'train')
    expect(readFileSync(join(root, '.slipway/logs/train.log'), 'utf8')).toBe('second\n')
  })

  it('shows the last lines, without colours and without what a progress bar overwrote', () => {
    const log = new StageLog(root, 'bar')
    write(log, 'a\nb\n 1 %\r 50 %\r100 %\r\n\u001b[31mred\u001b[0m\n\n')
    expect(log.tail(3)).toBe('b\n100 %\nred')
    log.close()
    expect(existsSync(join(root, `${log.path}.part`))).toBe(false)
  })

  it('shows the end of a log of any length', () => {
    const log = new StageLog(root, 'long')
    for (let line = 1; line <= 50_000; line++) write(log, `line ${line}\n`)
    expect(log.tail(2)).toBe('line 49999\nline 50000')
    log.close()
  })
})
