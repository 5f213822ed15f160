import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { type Digest, digestOf, type PlacedPiece } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { MemoryLimit } from './http/memory-limit.ts'
import { sumOf } from './sum-of.ts'

interface PartsFetch {
  readonly parts: readonly PlacedPiece[]
  /** Gives a part, verified. */
  readonly read: (part: PlacedPiece) => Promise<Uint8Array>
  /** How many are on their way at a time. */
  readonly places: number
  readonly memory: MemoryLimit
  readonly progress?: ((bytes: number) => void) | undefined
}

/**
 * Fills a file with the parts of a large blob. What an earlier call has left in it, before a crash, is kept where it is right.
 * Two processes that fill the same file write the same bytes.
 */
export async function fetchParts(file: string, fetch: PartsFetch): Promise<void> {
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o644)
  try {
    const before = fstatSync(fd).size
    const starts = new Map<PlacedPiece, number>()
    let start = 0
    for (const part of fetch.parts) {
      starts.set(part, start)
      start += part.bytes
    }
    await atATime(fetch.places, fetch.parts, (part) =>
      fetch.memory.hold(part.bytes, async () => {
        const at = starts.get(part) ?? 0
        if (before < at + part.bytes || digestIn(fd, at, part.bytes) !== part.oid)
          writeAt(fd, await fetch.read(part), at)
        fetch.progress?.(part.bytes)
      }),
    )
    ftruncateSync(fd, sumOf(fetch.parts))
  } finally {
    closeSync(fd)
  }
}

function digestIn(fd: number, at: number, bytes: number): Digest {
  const buffer = Buffer.allocUnsafe(bytes)
  let length = 0
  while (length < bytes) {
    const read = readSync(fd, buffer, length, bytes - length, at + length)
    if (read === 0) break
    length += read
  }
  return digestOf(buffer.subarray(0, length))
}

function writeAt(fd: number, bytes: Uint8Array, at: number): void {
  let written = 0
  while (written < bytes.length)
    written += writeSync(fd, bytes, written, bytes.length - written, at + written)
}
