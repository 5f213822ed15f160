import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { formatRecord, parseRecord } from './parse-record.ts'

const schema = z.strictObject({ of: z.record(z.string(), z.unknown()) })

describe('parseRecord()', () => {
  it('refuses what JSON can say and formatRecord() could not write again', () => {
    for (const of of [
      '{"a":"\\ud800"}',
      '{"\\udc00":1}',
      '{"a":"\ud800"}',
      '{"__proto__":1}',
      '{"a":{"\\u005f_proto__":1}}',
    ])
      expect(() => parseRecord(schema, `{"of":${of}}`, 'it')).toThrow(
        expect.objectContaining({ code: 'core/record-invalid' }),
      )
    for (const of of ['{"a":"\\ud83d\\ude00"}', '{"a":"{\\"__proto__\\":1}"}', '{"\\u0000":"__proto__"}']) {
      const record = parseRecord(schema, `{"of":${of}}`, 'it')
      expect(parseRecord(schema, formatRecord(schema, record, 'it'), 'it')).toEqual(record)
    }
  })
})
