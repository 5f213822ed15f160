import { expect, it } from 'vitest'
import { tryParseByteSize } from './byte-size.ts'

it('tryParseByteSize() takes GB as 10⁹ and GiB as 2³⁰', () => {
  expect(['16GB', '1.5 TiB', '512MiB', '20KB'].map(tryParseByteSize)).toEqual([
    16e9,
    1.5 * 2 ** 40,
    2 ** 29,
    20_000,
  ])
})

it.each(['', '16', '16gb', 'GB', '-1GB', '0GB', '1e3GB', '1GB 2GB', '.5GB'])(
  'tryParseByteSize() knows no size in %j',
  (text) => {
    expect(tryParseByteSize(text)).toBeUndefined()
  },
)
