import { describe, expect, it } from 'vitest'
import { Dos2UnixMd5 } from './dos2unix-md5.ts'

const PIECE = 1 << 20
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

// Computed by fobj_md5(…, name="md5-dos2unix") of dvc-data 3.18.3; the last one's second by hand, as DVC 2.0 to 2.10 did it.
const CASES: readonly (readonly [string, Buffer, ...string[]])[] = [
  ['no byte', bytes(), 'd41d8cd98f00b204e9800998ecf8427e'],
  ['text with CR LF', bytes('a\r\nb\r\n'), 'dd8c6a395b5dd36c56d23275028f526c'],
  ['a lone CR', bytes('a\rb\r'), 'eea524bfa8bb496aaed2fa86a3c54a9e'],
  ['a NUL', bytes('\0\r\n'), '692c8022360661692872fdc730517229'],
  ['30 % strange bytes', bytes([255, 255, 255], 'abcde\r\n'), 'cd61d1d04931e8ea6f061bcd5f4ecdce'],
  ['40 % strange bytes', bytes([255, 255, 255, 255], 'abcd\r\n'), 'cb9fffd75ee1986f4b1c2f7abc1a41df'],
  ['CR LF across two pieces', bytes('x'.repeat(PIECE - 1), '\r\n'), '059b9ae010d821b197fb177c19d8542f'],
  [
    'NULs after 512 bytes',
    bytes('x'.repeat(512), '\0'.repeat(100), '\r\n'),
    '6c4ada1cdffa8cfb5583147554b0780f',
  ],
  [
    'text, then a piece that is none',
    bytes('a\r\n', 'x'.repeat(PIECE - 3), '\0\r\n'),
    '83fa48a85f5f135547727a9c0c09cab3',
    '479017211739eb3424aaaaf15a7bd394',
  ],
]

describe('Dos2UnixMd5', () => {
  for (const [name, content, ...expected] of CASES) {
    it(`is DVC's of ${name}, however it is cut`, () => {
      for (const cut of [1 << 16, PIECE, PIECE + 1, 3 * PIECE]) {
        const md5 = new Dos2UnixMd5()
        for (let at = 0; at < content.length; at += cut) md5.update(content.subarray(at, at + cut))
        expect(md5.digests()).toEqual(expected)
      }
    })
  }
})
