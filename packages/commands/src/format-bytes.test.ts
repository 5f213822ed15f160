import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount } from './format-bytes.ts'

describe('formatBytes()', () => {
  it('takes the largest unit that leaves a one, with a digit after the point below ten', () => {
    expect([0, 1023, 1024, 1536, 10 << 10, 1 << 20, 5 * 2 ** 40].map(formatBytes)).toEqual([
      ...['0 B', '1023 B', '1.0 KiB', '1.5 KiB', '10 KiB', '1.0 MiB', '5.0 TiB'],
    ])
  })
})

describe('formatCount()', () => {
  it('counts one thing and many', () => {
    expect([formatCount(0, 'file'), formatCount(1, 'file'), formatCount(12345, 'file')]).toEqual([
      '0 files',
      '1 file',
      '12,345 files',
    ])
  })
})
