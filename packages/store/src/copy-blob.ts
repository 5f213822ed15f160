import type { Digest } from '@slipway/core'
import type { Content } from './backend.ts'
import { PART_BYTES } from './blob-places.ts'
import { fetchParts } from './fetch-parts.ts'
import { SMALL_BYTES } from './hash-file.ts'
import { isSound } from './is-sound.ts'
import type { Store } from './store.ts'
import { blobPath } from './store-path.ts'
import type { Way } from './way.ts'

export interface Blob {
  readonly oid: Digest
  readonly bytes: number
}

/** Copies one blob, in the form in which each of the two stores keeps blobs of its size. */
export async function copyBlob(blob: Blob, way: Way): Promise<void> {
  const { oid, bytes } = blob
  const { to, trusted } = way
  await way.pacer.pace()
  const there = await to.hasBlob(oid, bytes, { near: true })
  if (there && (!trusted || (await isSound(to, oid)))) return way.notePresent(bytes)
  let told = 0
  const tell = (more: number) => {
    told += more
    way.tell(more)
  }
  const write = async (content: Content) => {
    if (there) await to.repairBlob(oid, content)
    else await to.writeBlob(oid, bytes, content)
  }
  const copyFrom = async (source: Store) => {
    if (bytes <= SMALL_BYTES) return write(await source.readBytes(oid))
    const fetched = await fetchedParts(source, blob, way, tell)
    if (fetched) return write(fetched)
    // Parts that are filled and sent at a time are held in memory: of one blob, not of many.
    return way.memory.hold(Math.min(bytes, 4 * PART_BYTES), () =>
      source.overTheWire(() => write({ chunks: counted(source.readChunks(oid), tell), bytes })),
    )
  }
  const { source } = await way.first(oid, copyFrom)
  way.noteMoved(source, bytes, { told })
}

/** A file that holds the blob, put together from its parts; undefined where it has none, or they are not to be put together. */
async function fetchedParts(
  source: Store,
  { oid, bytes }: Blob,
  { to, memory }: Way,
  progress: (bytes: number) => void,
): Promise<Content | undefined> {
  const { backend, partBytes } = to
  if (partBytes !== undefined || backend.partialFile === undefined) return undefined
  if (bytes <= (source.partBytes ?? PART_BYTES)) return undefined
  const parts = await source.partsOf(oid, bytes)
  if (parts === undefined) return undefined
  const file = backend.partialFile(blobPath(oid))
  const places = source.backend.concurrency ?? 1
  const read = (part: Blob) => source.readBytes(part.oid)
  await fetchParts(file, { parts, read, places, memory, progress })
  return { file, move: true }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk
    count(chunk.length)
  }
}
