import { type Digest, digestOf } from '@slipway/core'
import { type Content, sizeOf } from '../backend.ts'
import { contentPieces } from '../content-pieces.ts'
import { storeError } from '../error.ts'
import { readSized } from '../read-whole.ts'
import { promisedDigest } from '../store-path.ts'
import type { MemoryLimit } from './memory-limit.ts'

const PIECE_BYTES = 1 << 20

/**
 * Works with all the bytes of an object, in memory before any is sent: so they can be sent again.
 * @throws store/object-corrupt when the path promises others
 */
export function holdContent<Result>(
  memory: MemoryLimit,
  path: string,
  content: Content,
  work: (bytes: Uint8Array, digest: Digest) => Promise<Result>,
): Promise<Result> {
  const size = sizeOf(content)
  return memory.hold(size, async () => {
    const bytes =
      content instanceof Uint8Array ? content : await readSized(contentPieces(content, PIECE_BYTES), size)
    const digest = digestOf(bytes)
    const promised = promisedDigest(path)
    if (promised === undefined || digest === promised) return work(bytes, digest)
    throw storeError(
      'store/object-corrupt',
      `Cannot write "${path}": the content has digest ${digest}; expected ${promised}`,
    )
  })
}
