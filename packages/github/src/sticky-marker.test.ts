import { describe, expect, it } from 'vitest'
import { compareMarkers, formatMarker, readMarker } from './sticky-marker.ts'

const marker = { comment: 'report', head: 'd'.repeat(40), run: 8123, attempt: 2 }

describe('readMarker()', () => {
  it('reads what formatMarker() wrote, in the first line only', () => {
    const text = formatMarker(marker)
    expect(text).toBe(`<!-- slipway comment=report head=${'d'.repeat(40)} run=8123 attempt=2 -->`)
    expect(readMarker(text)).toEqual(marker)
    expect(readMarker(`${text}\r\n# report`)).toEqual(marker)
    expect(readMarker(`# report\n${text}`)).toBeUndefined()
    expect(readMarker(`> ${text}`)).toBeUndefined()
  })

  it.each([
    '<!-- slipway comment=report head=d run=1 attempt=1 -->',
    `<!-- slipway comment=report head=${'d'.repeat(40)} run=0 attempt=1 -->`,
    `<!-- slipway comment=report head=${'d'.repeat(40)} run=1e9 attempt=1 -->`,
    `<!-- slipway comment= head=${'d'.repeat(40)} run=1 attempt=1 -->`,
    `<!-- slipway comment=report head=${'d'.repeat(40)} run=1 attempt=1 --> and more`,
    '',
  ])('reads nothing from %j', (text) => {
    expect(readMarker(text)).toBeUndefined()
  })
})

describe('compareMarkers()', () => {
  it('orders by run, then by attempt', () => {
    expect(
      compareMarkers({ ...marker, run: 2, attempt: 1 }, { ...marker, run: 1, attempt: 9 }),
    ).toBeGreaterThan(0)
    expect(compareMarkers({ ...marker, attempt: 1 }, marker)).toBeLessThan(0)
    expect(compareMarkers(marker, { ...marker, head: 'e'.repeat(40) })).toBe(0)
  })
})
