import { createReadStream } from 'node:fs'
import type { Content } from './backend.ts'
import { hasCode, ioFailure } from './io-failure.ts'

const READ_BYTES = 1 << 20

/** Cuts content into pieces of exactly this size; only the last may be smaller, and it is empty for no content at all. */
export async function* contentPieces(content: Content, pieceBytes: number): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length || at === 0; at += pieceBytes)
      yield content.subarray(at, at + pieceBytes)
    return
  }
  let piece: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of 'file' in content ? readFile(content.file) : content.chunks) {
    let rest = chunk
    while (bytes + rest.length > pieceBytes) {
      piece.push(rest.subarray(0, pieceBytes - bytes))
      rest = rest.subarray(pieceBytes - bytes)
      yield Buffer.concat(piece)
      piece = []
      bytes = 0
    }
    // A chunk may be filled again by whoever gave it.
    piece.push(Uint8Array.from(rest))
    bytes += rest.length
  }
  yield Buffer.concat(piece)
}

async function* readFile(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw hasCode(cause) ? cause : ioFailure('read', file, file, cause)
  }
}
