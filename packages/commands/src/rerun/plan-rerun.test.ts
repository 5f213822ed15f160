import { describe, expect, it } from 'vitest'
import { planRerun } from './plan-rerun.ts'

const SHUTDOWN =
  'The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.'
const SILENCE =
  'The self-hosted runner: gpu-1 lost communication with the server. Verify the machine is running and has a healthy network connection.'
const HOSTED = 'The hosted runner encountered an error while running your job. (Error Type: Disconnect).'
const CANCELLED = 'The operation was canceled.'

const ends = (...failures: readonly string[][]) =>
  failures.map((each, index) => ({ name: `job ${index + 1}`, failures: each }))
const plan = (ended: ReturnType<typeof ends>, attempt = 1) => planRerun({ attempt, mostAttempts: 5, ended })

describe('planRerun()', () => {
  it.each([
    [[SILENCE]],
    [[SHUTDOWN]],
    [[SHUTDOWN, CANCELLED]],
    [[HOSTED]],
    [[SHUTDOWN, 'The job was cancelled']],
  ])('runs again what lost its machine: %j', (failures) => {
    expect(plan(ends(failures))).toMatchObject({ rerun: true })
  })

  it('runs again where others of the matrix were cancelled because of it', () => {
    expect(plan(ends([SILENCE], [CANCELLED], []))).toEqual({
      rerun: true,
      reason: '"job 1" lost the machine in attempt 1.',
    })
  })

  it.each([
    ['pipeline/stage-failed: Cannot run stage "train"'],
    ['Process completed with exit code 1.'],
    ['The job running on runner gpu-1 has exceeded the maximum execution time of 360 minutes.'],
  ])('never runs again what failed by itself: %s', (failure) => {
    expect(plan(ends([failure]))).toMatchObject({ rerun: false })
    expect(plan(ends([SILENCE], [failure]))).toEqual({ rerun: false, reason: '"job 2" failed by itself.' })
    expect(plan(ends([SHUTDOWN, failure]))).toMatchObject({ rerun: false })
  })

  it('leaves alone what a person stopped, or a newer run', () => {
    expect(plan(ends([CANCELLED]))).toMatchObject({ rerun: false })
    expect(plan(ends([]))).toMatchObject({ rerun: false })
    const overtaken = "Canceling since a higher priority waiting request for 'slipway-pull-request-7' exists"
    expect(plan(ends([SHUTDOWN], [overtaken]))).toMatchObject({ rerun: false })
  })

  it('stops after so many attempts', () => {
    expect(plan(ends([SILENCE]), 4)).toMatchObject({ rerun: true })
    expect(plan(ends([SILENCE]), 5)).toMatchObject({ rerun: false })
    expect(plan([])).toEqual({ rerun: false, reason: 'Every job ended well.' })
  })
})
