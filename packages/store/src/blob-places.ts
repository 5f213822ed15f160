import { createHash } from 'node:crypto'
import { type Digest, type PlacedPiece, packPath, placementPath } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { Backend, ByteRange } from './backend.ts'
import type { PackedBlob } from './blob-table.ts'
import { storeError } from './error.ts'
import type { PackCatalog } from './pack-catalog.ts'
import { blobPath } from './store-path.ts'
import { sumOf } from './sum-of.ts'

/** Larger blobs lie in a shared store as parts of this size. @see docs/formats/pack.md */
export const PART_BYTES = 64 << 20

/** One place where a blob may lie: whether it does, and is itself, shows when it is read. */
export type Place =
  | { readonly in: 'object' }
  | { readonly in: 'pack'; readonly blob: PackedBlob }
  | { readonly in: 'parts'; readonly parts: readonly PlacedPiece[] }

export interface Search {
  /** Of the blob, where they are known: no blob that is small enough for one object lies in parts. */
  readonly bytes?: number | undefined
  /** Not to look through the index of every pack, where a second copy costs less. */
  readonly near?: boolean | undefined
}

/** Finds the places in which a blob may lie, and reads from one. */
export class BlobPlaces {
  readonly #backend: Backend
  readonly #catalog: PackCatalog
  readonly #partBytes: number

  /** @param partBytes no smaller blob lies in parts */
  constructor(backend: Backend, catalog: PackCatalog, partBytes: number) {
    this.#backend = backend
    this.#catalog = catalog
    this.#partBytes = partBytes
  }

  /** The likeliest first; the last are the packs that no placement has named. */
  async *of(oid: Digest, { bytes, near }: Search = {}): AsyncGenerator<Place> {
    const seen = new Set<Digest>()
    function* packed(from: PackedBlob | undefined): Generator<Place> {
      for (let blob = from; blob !== undefined; blob = blob.next) {
        if (!seen.has(blob.pack)) yield { in: 'pack', blob }
        seen.add(blob.pack)
      }
    }
    yield* packed(await this.#catalog.find(oid))
    yield { in: 'object' }
    if (bytes === undefined || bytes > this.#partBytes) {
      const parts = (await this.#catalog.readPlacement(oid))?.parts ?? []
      if (parts.length > 0) yield { in: 'parts', parts }
    }
    if (!near) yield* packed(await this.#catalog.findAnywhere(oid))
  }

  /** Bytes of the blob, as far as they can be had without reading it; undefined where it is not there. */
  async size(oid: Digest, place: Place): Promise<number | undefined> {
    if (place.in === 'object') return this.#backend.size(blobPath(oid))
    if (place.in === 'pack') return place.blob.bytes
    let whole = true
    await atATime(this.#backend.concurrency ?? 1, place.parts, async (part) => {
      if ((await this.#backend.size(blobPath(part.oid))) !== part.bytes) whole = false
    })
    return whole ? sumOf(place.parts) : undefined
  }

  /** All bytes, or those of a range; whether they are the blob's is for the reader to see. */
  async *read(oid: Digest, place: Place, range?: ByteRange): AsyncGenerator<Uint8Array> {
    if (place.in === 'object') yield* this.#backend.read(blobPath(oid), range)
    else if (place.in === 'pack') yield* this.#readPacked(place.blob, range)
    else {
      let start = 0
      for (const part of place.parts) {
        const from = Math.max(0, (range?.start ?? 0) - start)
        const to = Math.min(part.bytes, (range?.end ?? Number.POSITIVE_INFINITY) - start)
        if (from < to) yield* this.#readPart(part, { start: from, end: to })
        start += part.bytes
      }
    }
  }

  async *#readPacked(blob: PackedBlob, range: ByteRange | undefined): AsyncGenerator<Uint8Array> {
    const start = blob.start + Math.min(range?.start ?? 0, blob.bytes)
    const end = blob.start + Math.min(range?.end ?? blob.bytes, blob.bytes)
    if (start >= end) return
    try {
      yield* this.#backend.read(packPath(blob.pack), { start, end })
    } catch (error) {
      this.#catalog.forget(blob.pack)
      throw error
    }
  }

  /** A whole part is checked on its own: what is damaged is named, before much else is read. */
  async *#readPart(part: PlacedPiece, range: ByteRange): AsyncGenerator<Uint8Array> {
    if (range.start > 0 || range.end < part.bytes) {
      yield* this.#backend.read(blobPath(part.oid), range)
      return
    }
    const hash = createHash('sha256')
    for await (const chunk of this.#backend.read(blobPath(part.oid))) {
      hash.update(chunk)
      yield chunk
    }
    const found: Digest = `sha256:${hash.digest('hex')}`
    if (found !== part.oid) throw corruptObject(part.oid, found, this.#backend.url, blobPath(part.oid))
  }
}

/** The path at which a place lies in a store. */
export function pathOf(oid: Digest, place: Place): string {
  if (place.in === 'pack') return packPath(place.blob.pack)
  return place.in === 'parts' ? placementPath(oid) : blobPath(oid)
}

/** @param path of what has to go before the object can be stored again */
export function corruptObject(oid: Digest, found: Digest, url: string, path: string): Error {
  return storeError(
    'store/object-corrupt',
    `Cannot use object ${oid} in "${url}": in "${path}" its content has digest ${found}; expected ${oid}`,
    {
      hint: `Delete "${path}" there and store it again, or copy it from another store; nothing in the workspace was changed`,
    },
  )
}
