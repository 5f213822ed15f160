import { describe, expect, it } from 'vitest'
import { formatMarker, readMarker } from './marker.ts'

const MARKER = { head: '4f1c0e9d8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e', run: 8123, attempt: 2 }

describe('readMarker()', () => {
  it('reads what formatMarker() wrote, from the first line', () => {
    expect(readMarker(`${formatMarker(MARKER)}\n## ✅`)).toEqual(MARKER)
    expect(readMarker(`${formatMarker(MARKER)}\r\n## ✅`)).toEqual(MARKER)
  })
  it('reads no marker that is quoted, indented, later in the text, or not exactly one', () => {
    const marker = formatMarker(MARKER)
    const texts = [
      '',
      `> ${marker}`,
      ` ${marker}`,
      `hello\n${marker}`,
      `${marker} x`,
      marker.replace('run=8123', 'run=x'),
    ]
    expect(texts.map(readMarker)).toEqual(texts.map(() => undefined))
  })
})

describe('formatMarker()', () => {
  it('ends its comment only at its end, whatever the head is', () => {
    const text = formatMarker({ head: '--> <b>', run: 1, attempt: 1 })
    expect(text).toBe('<!-- slipway comment=report head=0000000 run=1 attempt=1 -->')
  })
})
