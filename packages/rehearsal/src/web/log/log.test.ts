import { describe, expect, it } from 'vitest'
import { renderAnsi } from './ansi.ts'
import { parseLog } from './parse-log.ts'

describe('parseLog()', () => {
  it('takes times off, groups lines, and knows their levels', () => {
    const entries = parseLog(
      [
        '2026-03-01T10:00:00.1230000Z ##[group]Run checkout',
        '2026-03-01T10:00:00.1230000Z with:',
        '2026-03-01T10:00:00.1230000Z ##[endgroup]',
        'no time',
        '2026-03-01T10:00:01.0000000Z ##[error]it broke',
        '',
      ].join('\n'),
    )
    expect(entries).toMatchObject([
      { kind: 'group', title: { number: 1, text: 'Run checkout' }, lines: [{ number: 2, text: 'with:' }] },
      { kind: 'line', line: { number: 4, time: undefined, text: 'no time' } },
      {
        kind: 'line',
        line: { number: 5, level: 'error', text: 'it broke', time: '2026-03-01T10:00:01.0000000Z' },
      },
    ])
  })

  it('keeps the lines of a group that was not ended', () => {
    expect(parseLog('##[group]a\nb')).toMatchObject([{ kind: 'group', lines: [{ text: 'b' }] }])
  })
})

describe('renderAnsi()', () => {
  const esc = '\u001b'
  it('shows colours as classes, and escapes the text', () => {
    expect(renderAnsi(`${esc}[1;31m<x>${esc}[0m plain`).text).toBe(
      '<span class="ansi-bold ansi-31">&lt;x&gt;</span> plain',
    )
    expect(renderAnsi(`${esc}[32mgreen${esc}[39m off`).text).toBe('<span class="ansi-32">green</span> off')
  })

  it('leaves out what is no colour', () => {
    expect(renderAnsi(`a${esc}[2Kb${esc}]0;title\u0007c\u0000d`).text).toBe('abcd')
    expect(renderAnsi(`${esc}[38;5;31mx${esc}[48;2;31;1;4my`).text).toBe('xy')
  })
})
