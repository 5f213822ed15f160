import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { formatPartRecord, parsePartRecord } from './part-record.ts'

const record = { oid: digestOf('whole'), part: digestOf('part'), paths: ['a', 'b/ünï %\n', '"'] }

describe('parsePartRecord()', () => {
  it('reads what formatPartRecord() writes, each path once and in order', () => {
    const text = formatPartRecord({ ...record, paths: [...record.paths, 'a'] })
    expect(parsePartRecord(text, 'file')).toEqual({ ...record, paths: ['"', 'a', 'b/ünï %\n'] })
    expect(text.split('\n')).toHaveLength(7)
  })
  it('refuses everything else, naming the file: a part must not be taken for the whole', () => {
    const text = formatPartRecord(record)
    for (const bad of [
      '',
      text.slice(0, -1),
      text.slice(0, 40),
      text.replace('part 1', 'part 2'),
      `${text}path x\n`,
      `${text}path 1\n`,
      `${text}"x"\n`,
      text.replace('oid sha256', 'sha256'),
    ])
      expect(() => parsePartRecord(bad, 'the file')).toThrow(
        expect.objectContaining({
          code: 'store/record-corrupt',
          message: expect.stringContaining('the file'),
        }),
      )
  })
})
