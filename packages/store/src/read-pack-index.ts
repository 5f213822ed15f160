import {
  type Digest,
  PACK_BYTES,
  PACK_TRAILER_BYTES,
  type PackEntry,
  packPath,
  parsePackIndex,
  parsePackTrailer,
  SlipwayError,
  scanPackIndex,
} from '@slipway/core'
import type { Backend } from './backend.ts'
import { isLacking } from './lacking.ts'
import { readWhole } from './read-whole.ts'

export interface PackIndex {
  /** Of the whole pack. */
  readonly bytes: number
  /** How many blobs are in it. */
  readonly count: number
  /** Its own text, which is right: for scanPackIndex(). */
  readonly text: Uint8Array
  /** The same as objects. */
  readonly entries: readonly PackEntry[]
}

/** A line of the index takes about 70 bytes: for blobs of 1.7 KiB and more the first read holds all of it. */
export const INDEX_SHARE = 24
const FIRST_READ_BYTES = 1 << 16

/**
 * Reads what is in a pack by one or two reads at its end.
 * @param hinted its size, where somebody told it; it may be wrong
 * @returns undefined where there is no such pack, or none that can be read: it is of no use then, and does no harm
 */
export async function readPackIndex(
  backend: Backend,
  pack: Digest,
  hinted?: number,
): Promise<PackIndex | undefined> {
  const told = hinted === undefined ? undefined : await tryRead(backend, pack, hinted)
  if (told) return told
  const bytes = await backend.size(packPath(pack))
  return bytes === undefined || bytes === hinted ? undefined : tryRead(backend, pack, bytes)
}

async function tryRead(backend: Backend, pack: Digest, bytes: number): Promise<PackIndex | undefined> {
  if (bytes > PACK_BYTES) return undefined
  const read = async (start: number, end: number) =>
    bufferOf(await readWhole(backend.read(packPath(pack), { start, end })))
  try {
    const start = Math.max(0, bytes - Math.max(FIRST_READ_BYTES, Math.ceil(bytes / INDEX_SHARE)))
    const tail = await read(start, bytes)
    const length = parsePackTrailer(tail.toString('latin1', Math.max(0, tail.length - PACK_TRAILER_BYTES)))
    const indexStart = bytes - PACK_TRAILER_BYTES - length
    if (indexStart < 0) return undefined
    const before = indexStart < start ? [await read(indexStart, start)] : []
    const rest = tail.subarray(Math.max(0, indexStart - start))
    const text = (before.length > 0 ? Buffer.concat([...before, rest]) : rest).subarray(0, length)
    const count = scanPackIndex(text, bytes)
    return {
      bytes,
      count,
      text,
      get entries() {
        return parsePackIndex(text.toString('latin1'), bytes)
      },
    }
  } catch (error) {
    if (isLacking(error) || (error instanceof SlipwayError && error.code === 'core/pack-invalid'))
      return undefined
    throw error
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
