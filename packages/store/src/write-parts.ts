import { createHash } from 'node:crypto'
import { type Digest, digestOf, type PlacedPiece } from '@slipway/core'
import type { Backend, Content } from './backend.ts'
import { contentPieces } from './content-pieces.ts'
import { storeError } from './error.ts'
import { MemoryLimit } from './http/memory-limit.ts'
import { readWhole } from './read-whole.ts'
import { blobPath } from './store-path.ts'
import { writePlacement } from './write-placement.ts'

/** Parts on their way at a time, beside the one that is read. */
const AT_A_TIME = 3

export interface PartsOptions {
  readonly partBytes: number
  /** Read parts that are there already, and write over those that are damaged. */
  readonly trusted?: boolean
  /** Told the bytes of each part. */
  readonly progress?: ((bytes: number) => void) | undefined
}

/**
 * Stores a large blob as parts, and the placement that names them only once the whole is known to be right. Parts that are
 * there already, as after a crash, are not sent again.
 * @throws store/object-corrupt when the content has another digest; its parts stay, of use to nobody
 */
export async function writeParts(
  backend: Backend,
  oid: Digest,
  content: Content,
  options: PartsOptions,
): Promise<void> {
  const limit = new MemoryLimit(AT_A_TIME * options.partBytes)
  const hash = createHash('sha256')
  const parts: PlacedPiece[] = []
  const begun: Promise<void>[] = []
  try {
    for await (const piece of contentPieces(content, options.partBytes)) {
      hash.update(piece)
      const part = { oid: digestOf(piece), bytes: piece.length }
      parts.push(part)
      await new Promise<void>((resolve) => {
        const sending = limit.hold(piece.length, async () => {
          resolve()
          await writePart(backend, part, piece, options.trusted ?? false)
          options.progress?.(part.bytes)
        })
        sending.catch(() => {})
        begun.push(sending)
      })
    }
  } finally {
    await Promise.allSettled(begun)
  }
  await Promise.all(begun)
  const found: Digest = `sha256:${hash.digest('hex')}`
  if (found !== oid)
    throw storeError(
      'store/object-corrupt',
      `Cannot write "${blobPath(oid)}" in "${backend.url}": the content has digest ${found}; expected ${oid}`,
    )
  await writePlacement(backend, oid, { parts })
}

async function writePart(
  backend: Backend,
  part: PlacedPiece,
  bytes: Uint8Array,
  trusted: boolean,
): Promise<void> {
  const path = blobPath(part.oid)
  const there = await backend.size(path)
  if (there === undefined && (await backend.putIfAbsent(path, bytes)) === 'created') return
  const right = trusted
    ? digestOf(await readWhole(backend.read(path))) === part.oid
    : (await backend.size(path)) === part.bytes
  if (!right) await backend.put(path, bytes)
}
