import { describe, expect, it } from 'vitest'
import { jobDeadline } from './job-deadline.ts'

const at = (env: Record<string, string>) => ({ env, now: () => new Date('2026-12-01T06:00:00Z') })

describe('jobDeadline()', () => {
  it('is so many minutes from now, before what the environment says', () => {
    const context = at({ SLIPWAY_JOB_DEADLINE: '2026-12-02T00:00:00Z' })
    expect(jobDeadline(context, 90)).toEqual(new Date('2026-12-01T07:30:00Z'))
    expect(jobDeadline(context, undefined)).toEqual(new Date('2026-12-02T00:00:00Z'))
    expect(jobDeadline(at({ SLIPWAY_JOB_DEADLINE: '2026-12-02T00:00:00+02:00' }), undefined)).toEqual(
      new Date('2026-12-01T22:00:00Z'),
    )
  })

  it('is undefined where nobody says anything', () => {
    expect(jobDeadline(at({}), undefined)).toBeUndefined()
    expect(jobDeadline(at({ SLIPWAY_JOB_DEADLINE: '' }), undefined)).toBeUndefined()
  })

  it.each(['tomorrow', '2026-12-01T06:00:00', '2026-13-01T06:00:00Z'])('refuses "%s"', (text) => {
    expect(() => jobDeadline(at({ SLIPWAY_JOB_DEADLINE: text }), undefined)).toThrow(
      expect.objectContaining({ code: 'run/deadline-invalid' }),
    )
  })

  it.each([0, -1, Number.NaN])('refuses a limit of %s minutes', (minutes) => {
    expect(() => jobDeadline(at({}), minutes)).toThrow(
      expect.objectContaining({ code: 'run/deadline-invalid' }),
    )
  })
})
