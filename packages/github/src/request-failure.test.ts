import { SlipwayError } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { requestFailure } from './request-failure.ts'

const purpose = { action: 'upload "model.json"', permission: 'contents: write' } as const
const failure = (status: number, data: unknown, message = 'Validation Failed') =>
  requestFailure(
    Object.assign(new Error(message), { status, request: {}, response: { headers: {}, data } }),
    purpose,
  )

describe('requestFailure()', () => {
  it('tells what is taken from what is wrong, by the code of any error in the answer', () => {
    expect(failure(422, { errors: [{ code: 'missing' }, { code: 'already_exists' }] })).toMatchObject({
      code: 'github/conflict',
    })
    expect(failure(422, {}, 'Reference already exists')).toMatchObject({ code: 'github/conflict' })
    for (const data of [
      { errors: [{ code: 'custom' }] },
      { errors: ['text', null] },
      { errors: 'x' },
      null,
      'text',
    ])
      expect(failure(422, data)).toMatchObject({ code: 'github/refused' })
  })

  it('says who has a right that no job token has', () => {
    const error = Object.assign(new Error('no'), { status: 403, request: {}, response: { headers: {} } })
    const said = requestFailure(error, { action: 'read the rights', permission: 'administration: read' })
    expect((said as SlipwayError).hint).toContain('administrator')
  })

  it('passes on what is ours, and what is no answer of GitHub’s at all', () => {
    const own = requestFailure(new TypeError('bug'), purpose)
    expect(own).toBeInstanceOf(TypeError)
    const slipway = failure(404, {})
    expect(slipway).toBeInstanceOf(SlipwayError)
    expect(requestFailure(slipway, purpose)).toBe(slipway)
    expect(requestFailure('text', purpose).message).toBe('text')
  })
})
