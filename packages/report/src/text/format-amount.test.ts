import { describe, expect, it } from 'vitest'
import { formatBytes, formatGpuHours, formatMany, formatSeconds } from './format-amount.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('formatBytes()', () => {
  it('uses decimal units and never shows 1000 of one', () => {
    expect(
      [0, 999, 1000, 9_949, 9_950, 447_300, 999_499, 999_500, 2.5e12, -4096].map(formatBytes).map(plain),
    ).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '9.9 kB',
      '10 kB',
      '447 kB',
      '999 kB',
      '1.0 MB',
      '2.5 TB',
      '−4.1 kB',
    ])
  })
})

describe('formatSeconds()', () => {
  it('shows tenths below ten seconds, then whole units, at most two', () => {
    expect(
      [0, 0.44, 9.94, 9.96, 59.4, 59.6, 185, 3599.6, 3600, 7800, 90_000].map(formatSeconds).map(plain),
    ).toEqual([
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min',
      '3 min 5 s',
      '1 h',
      '1 h',
      '2 h 10 min',
      '25 h',
    ])
  })
})

describe('formatGpuHours(), formatMany()', () => {
  it('never rounds use down to nothing, and counts things', () => {
    expect([1, 41, 7200, 90_000].map(formatGpuHours).map(plain)).toEqual([
      '< 0.01 GPU‑h',
      '0.01 GPU‑h',
      '2.00 GPU‑h',
      '25 GPU‑h',
    ])
    expect([formatMany(1, 'row'), formatMany(18_204, 'row'), formatMany(0, 'row')]).toEqual([
      '1 row',
      '18,204 rows',
      '0 rows',
    ])
  })
})
