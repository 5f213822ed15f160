import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { formatReleaseMarker, readReleaseMarker } from './release-marker.ts'

const model = digestOf('model')

describe('readReleaseMarker()', () => {
  it('reads what formatReleaseMarker() wrote as the first line', () => {
    expect(readReleaseMarker(formatReleaseMarker(model))).toBe(model)
    expect(readReleaseMarker(`${formatReleaseMarker(model)}\n\n# notes`)).toBe(model)
    expect(readReleaseMarker(`${formatReleaseMarker(model)}\r\n# notes`)).toBe(model)
  })

  it('reads nothing anywhere else', () => {
    expect(readReleaseMarker(`notes\n${formatReleaseMarker(model)}`)).toBeUndefined()
    expect(readReleaseMarker(`${formatReleaseMarker(model)} and more`)).toBeUndefined()
    expect(readReleaseMarker('<!-- slipway release model=sha256:00 -->')).toBeUndefined()
    expect(readReleaseMarker('')).toBeUndefined()
  })
})
