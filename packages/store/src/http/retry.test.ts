import { describe, expect, it } from 'vitest'
import { planWait, RETRIES, readRetryAfter } from './retry.ts'

describe('planWait()', () => {
  it('doubles the most that it waits, up to a cap', () => {
    const most = [1, 2, 3, 4, 5, 6].map((failed) => planWait(failed, 0, 0, { ...RETRIES, capMs: 3000 }, 1))
    expect(most).toEqual([250, 500, 1000, 2000, 3000, 3000])
    expect(planWait(3, 0, 0, RETRIES, 0)).toBe(0)
  })

  it('waits at least as long as the server asks', () => {
    expect(planWait(1, 0, 30_000, RETRIES, 0.5)).toBe(30_000)
  })

  it('gives up after the attempts, and where all waits together would take too long', () => {
    expect(planWait(RETRIES.attempts, 0, 0, RETRIES, 0)).toBeUndefined()
    expect(planWait(1, 89_000, 2_000, RETRIES, 0)).toBeUndefined()
    expect(planWait(1, 88_000, 2_000, RETRIES, 0)).toBe(2_000)
  })
})

it('readRetryAfter() reads seconds and dates, and takes anything else for none', () => {
  const now = Date.UTC(2026, 0, 1)
  expect(readRetryAfter('3', now)).toBe(3000)
  expect(readRetryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000)
  for (const none of [null, 'soon', '', 'Thu, 01 Jan 2015 00:00:05 GMT'])
    expect(readRetryAfter(none, now)).toBe(0)
})
