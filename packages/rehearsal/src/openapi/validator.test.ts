import { describe, expect, it } from 'vitest'
import { allOperations } from '../forge/api/operations.ts'
import { openSlice } from './open-slice.ts'
import type { Slice } from './slice.ts'
import { Validator } from './validator.ts'

const SLICE: Slice = {
  source: 'test',
  $defs: {
    thing: {
      type: 'object',
      properties: { sha: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
      required: ['sha'],
    },
    base: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
  },
  operations: {
    'GET /things': {
      id: 'things/get',
      documentation: '',
      parameters: [{ name: 'page', in: 'query', required: false, schema: { type: 'integer' } }],
      request: null,
      replies: {
        200: { type: 'array', items: { $ref: '#/$defs/thing' } },
        201: {
          allOf: [{ $ref: '#/$defs/base' }, { type: 'object', properties: { more: { type: 'string' } } }],
        },
        204: null,
      },
    },
    'POST /things': {
      id: 'things/make',
      documentation: '',
      parameters: [],
      request: {
        required: true,
        schema: {
          type: 'object',
          properties: { text: { type: 'string', maxLength: 3 } },
          required: ['text'],
        },
      },
      replies: { 201: null },
    },
  },
}

const validator = new Validator(SLICE)
const reply = (body: unknown, status = 200) => validator.checkReply('GET /things', status, body)

describe('Validator.checkReply()', () => {
  it('passes what is described', () => {
    expect(reply([{ sha: 'a', at: '2026-03-01T10:00:00Z' }])).toEqual([])
    expect(reply({ id: 1, more: 'x' }, 201)).toEqual([])
    expect(reply(undefined, 204)).toEqual([])
  })

  it('finds what is missing, mistyped, misspelt, or not described at all', () => {
    expect(reply([{}])).toEqual([{ path: '/0', message: "must have required property 'sha'" }])
    expect(reply([{ sha: 1 }])).toEqual([{ path: '/0/sha', message: 'must be string' }])
    expect(reply([{ sha: 'a', att: 1 }])).toEqual([
      { path: '/0', message: 'must NOT have additional properties: att' },
    ])
    expect(reply([{ sha: 'a', at: 'yesterday' }])).toHaveLength(1)
    expect(reply([], 203)).toHaveLength(1)
    expect(reply({}, 204)).toHaveLength(1)
    expect(reply(undefined)).toHaveLength(1)
    expect(validator.checkReply('GET /nothing', 200, {})).toHaveLength(1)
  })

  it('lets refusals pass that are not described', () => {
    expect(reply({ message: 'no' }, 403)).toEqual([])
  })
})

describe('Validator.checkRequest()', () => {
  it('finds what GitHub would refuse, and lets members pass that it would ignore', () => {
    const check = (body: unknown) =>
      validator.checkRequest('POST /things', body).map((problem) => problem.path)
    expect(check({ text: 'abc', unknown: 1 })).toEqual([])
    expect(check({ text: 'abcd' })).toEqual(['/text'])
    expect(check(undefined)).toEqual([''])
  })
})

describe('Validator.checkQuery()', () => {
  it('reads numbers out of text', () => {
    expect(validator.checkQuery('GET /things', new URLSearchParams('page=2&other=x'))).toEqual([])
    expect(validator.checkQuery('GET /things', new URLSearchParams('page=two'))).toHaveLength(1)
  })
})

describe('the committed slice', () => {
  it('covers exactly the operations of the stand-in', () => {
    expect(Object.keys(openSlice().operations).sort()).toEqual(Object.keys(allOperations()).sort())
  })

  it('has no schema that cannot be compiled', () => {
    const whole = new Validator(openSlice())
    for (const [key, operation] of Object.entries(openSlice().operations)) {
      whole.checkRequest(key, {})
      whole.checkQuery(key, new URLSearchParams())
      for (const status of Object.keys(operation.replies)) whole.checkReply(key, Number(status), {})
    }
  })
})
