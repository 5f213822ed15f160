import { describe, expect, it } from 'vitest'
import { cutSlice } from './cut-slice.ts'

const API = {
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'things/get',
        externalDocs: { url: 'https://docs/things' },
        parameters: [{ $ref: '#/components/parameters/id' }],
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/thing' } } } },
          404: { description: 'none' },
        },
      },
      post: {
        operationId: 'things/make',
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 201: {} },
      },
    },
  },
  components: {
    parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'integer', example: 1 } } },
    schemas: {
      thing: {
        type: 'object',
        title: 'Thing',
        properties: {
          title: { type: 'string', nullable: true, description: 'of the thing' },
          kind: { type: 'string', enum: ['a'], nullable: true },
          parent: { $ref: '#/components/schemas/thing' },
          page: { type: 'string', format: 'uri', default: '' },
          other: { allOf: [{ $ref: '#/components/schemas/other' }], nullable: true },
        },
      },
      other: { type: 'object' },
      unused: { type: 'object' },
    },
  },
}

describe('cutSlice()', () => {
  const { slice, missing } = cutSlice(
    API,
    ['GET /things/{id}', 'POST /things/{id}', 'GET /nothing'],
    'test 1',
  )

  it('takes the operations that were asked for, and says which there are not', () => {
    expect(Object.keys(slice.operations)).toEqual(['GET /things/{id}', 'POST /things/{id}'])
    expect(missing).toEqual(['GET /nothing'])
  })

  it('takes the schemas that they reach, one that reaches itself included, and no other', () => {
    expect(Object.keys(slice.$defs)).toEqual(['schemas.other', 'schemas.thing'])
    expect(slice.operations['GET /things/{id}']?.replies).toEqual({
      200: { $ref: '#/$defs/schemas.thing' },
      404: null,
    })
  })

  it('says nullable in JSON Schema’s words, drops what is said for people only, and formats that an empty default denies', () => {
    expect(slice.$defs['schemas.thing']).toEqual({
      type: 'object',
      properties: {
        title: { type: ['string', 'null'] },
        kind: { type: ['string', 'null'], enum: ['a', null] },
        parent: { $ref: '#/$defs/schemas.thing' },
        page: { type: 'string', default: '' },
        other: { anyOf: [{ type: 'null' }, { allOf: [{ $ref: '#/$defs/schemas.other' }] }] },
      },
    })
    expect(slice.operations['GET /things/{id}']?.parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
    ])
  })

  it('keeps whether a body is required', () => {
    expect(slice.operations['POST /things/{id}']?.request).toEqual({
      required: true,
      schema: { type: 'object' },
    })
    expect(slice.operations['GET /things/{id}']?.request).toBeNull()
  })
})
