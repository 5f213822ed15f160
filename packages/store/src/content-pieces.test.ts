import { expect, it } from 'vitest'
import { contentPieces } from './content-pieces.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

it('contentPieces() cuts every form of content alike, whatever the chunks are and whoever fills them again', async () => {
  using folder = new TemporaryFolder()
  for (const bytes of [0, 1, 9, 10, 11, 20, 37]) {
    const data = Buffer.from(Array.from({ length: bytes }, (_, at) => at))
    const file = folder.write('content', data)
    for (const chunk of [1, 3, 10, 25]) {
      async function* chunks() {
        const same = Buffer.alloc(chunk)
        for (let at = 0; at < bytes; at += chunk) yield same.subarray(0, data.copy(same, 0, at, at + chunk))
      }
      for (const content of [data, { file }, { chunks: chunks(), bytes }]) {
        const pieces: Uint8Array[] = []
        for await (const piece of contentPieces(content, 10)) pieces.push(piece)
        expect(Buffer.concat(pieces).equals(data)).toBe(true)
        expect(pieces.map(({ length }) => length).slice(0, -1)).toEqual(
          Array(Math.max(0, Math.ceil(bytes / 10) - 1)).fill(10),
        )
      }
    }
  }
})
