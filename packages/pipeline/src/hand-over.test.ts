import { describe, expect, it } from 'vitest'
import { handOverTimes } from './hand-over.ts'

const HOUR = 3_600_000
const six = { startedMs: 0, deadlineMs: 6 * HOUR }

describe('handOverTimes()', () => {
  it('leaves a twentieth of the time where nothing is known yet', () => {
    expect(handOverTimes({ ...six, intervalMs: 0, storeMs: 0 })).toEqual({
      askMs: 5.7 * HOUR,
      stopMs: 5.7 * HOUR,
    })
  })

  it('asks one and a half intervals earlier, and leaves time to store twice', () => {
    expect(handOverTimes({ ...six, intervalMs: HOUR, storeMs: HOUR / 10 })).toEqual({
      askMs: 4 * HOUR,
      stopMs: 5.5 * HOUR,
    })
  })

  it('lets a stage have half of its time whatever it takes', () => {
    const slow = handOverTimes({ ...six, intervalMs: 10 * HOUR, storeMs: 10 * HOUR })
    expect(slow).toEqual({ askMs: 3 * HOUR, stopMs: 4.5 * HOUR })
  })

  it('stops at once where the deadline has passed', () => {
    expect(handOverTimes({ startedMs: 10, deadlineMs: 5, intervalMs: 0, storeMs: 0 })).toEqual({
      askMs: 5,
      stopMs: 5,
    })
  })
})
