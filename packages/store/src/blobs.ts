import { type Digest, hexOf, scanTreeBundle } from '@slipway/core'
import type { Blob } from './copy-blob.ts'

const DIGEST_BYTES = 32
const FIRST_ROOM = 1024
const PREFIX = 'sha256:'
const DIGEST = new Uint8Array(DIGEST_BYTES)
const OID = Buffer.from(PREFIX + '0'.repeat(2 * DIGEST_BYTES))

/** Some of the blobs of a list, in an order of their own: four bytes for each beside those of the list. */
export class Blobs implements Iterable<ListedBlob> {
  readonly #list: BlobList
  readonly #places: Uint32Array

  private constructor(list: BlobList, places: Uint32Array) {
    this.#list = list
    this.#places = places
  }

  /** The contents in a tree, each once, in the order of its bundle. */
  static inTree(text: Uint8Array, root: Digest): Blobs {
    const list = new BlobList()
    scanTreeBundle(text, root, (digest, bytes) => list.add(digest, bytes))
    return Blobs.#all(list)
  }

  /** Each once. */
  static of(blobs: Iterable<Blob>): Blobs {
    const list = new BlobList()
    for (const { oid, bytes } of blobs) list.add(Buffer.from(hexOf(oid), 'hex'), bytes)
    return Blobs.#all(list)
  }

  static #all(list: BlobList): Blobs {
    return new Blobs(
      list,
      new Uint32Array(list.count).map((_, place) => place),
    )
  }

  get length(): number {
    return this.#places.length
  }

  /** Of all of them together. */
  get bytes(): number {
    let sum = 0
    for (const place of this.#places) sum += this.#list.bytesAt(place)
    return sum
  }

  *[Symbol.iterator](): Generator<ListedBlob> {
    for (const place of this.#places) yield new ListedBlob(this.#list, place)
  }

  filter(isWanted: (blob: ListedBlob) => boolean): Blobs {
    const places = new PlaceList()
    for (const place of this.#places) if (isWanted(new ListedBlob(this.#list, place))) places.add(place)
    return new Blobs(this.#list, places.all)
  }

  /** @param others of the same list */
  without(others: Blobs): Blobs {
    const isOther = new Uint8Array(this.#list.count)
    for (const place of others.#places) isOther[place] = 1
    return new Blobs(
      this.#list,
      this.#places.filter((place) => isOther[place] === 0),
    )
  }

  /** With those behind them. @param others of the same list, and none of these */
  and(others: Iterable<Blobs>): Blobs {
    const all = [this, ...others]
    const places = new Uint32Array(all.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const each of all) {
      places.set(each.#places, at)
      at += each.length
    }
    return new Blobs(this.#list, places)
  }

  /** Groups come in the order of their first blobs. */
  groupBy<Key>(keyOf: (blob: ListedBlob) => Key): Map<Key, Blobs> {
    const groups = new Map<Key, PlaceList>()
    for (const place of this.#places) {
      const key = keyOf(new ListedBlob(this.#list, place))
      const group = groups.get(key) ?? new PlaceList()
      groups.set(key, group)
      group.add(place)
    }
    return new Map(Array.from(groups, ([key, { all }]) => [key, new Blobs(this.#list, all)]))
  }
}

/** Grows outside the heap: a large array that survives would let the heap of young objects grow for good. */
class PlaceList {
  #room = new Uint32Array(FIRST_ROOM)
  #count = 0

  add(place: number): void {
    if (this.#count === this.#room.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#room)
      this.#room = larger
    }
    this.#room[this.#count++] = place
  }

  get all(): Uint32Array {
    return this.#room.slice(0, this.#count)
  }
}

/** A blob of which nothing is made before it is asked for. */
export class ListedBlob implements Blob {
  readonly #list: BlobList
  readonly #place: number

  constructor(list: BlobList, place: number) {
    this.#list = list
    this.#place = place
  }

  get oid(): Digest {
    return this.#list.oidAt(this.#place)
  }

  /** The 32 bytes of its digest; the next blob that is asked writes over them. */
  get digest(): Uint8Array {
    return this.#list.digestAt(this.#place)
  }

  get bytes(): number {
    return this.#list.bytesAt(this.#place)
  }
}

/** Digests with their sizes, each once: 50 bytes for each, of which a tree can have millions. */
class BlobList {
  count = 0
  #digests = Buffer.alloc(FIRST_ROOM * DIGEST_BYTES)
  #sizes = new Float64Array(FIRST_ROOM)
  /** Open addressing: the place of a digest and one, or 0. */
  #slots = new Uint32Array(FIRST_ROOM * 2)

  add(digest: Uint8Array, bytes: number): void {
    if (this.count === this.#sizes.length) this.#grow()
    this.#digests.set(digest, this.count * DIGEST_BYTES)
    if (!this.#enter(this.count)) return
    this.#sizes[this.count++] = bytes
  }

  digestAt(place: number): Uint8Array {
    this.#digests.copy(DIGEST, 0, place * DIGEST_BYTES, (place + 1) * DIGEST_BYTES)
    return DIGEST
  }

  oidAt(place: number): Digest {
    const start = place * DIGEST_BYTES
    // One flat string: of two that are joined both would stay.
    OID.write(this.#digests.toString('hex', start, start + DIGEST_BYTES), PREFIX.length, 'latin1')
    return OID.toString('latin1') as Digest
  }

  bytesAt(place: number): number {
    return this.#sizes[place] ?? 0
  }

  /** @returns false where an equal one stands before it */
  #enter(place: number): boolean {
    const digests = this.#digests
    const start = place * DIGEST_BYTES
    const mask = this.#slots.length - 1
    let slot = digests.readUInt32LE(start) & mask
    for (let found = this.#slots[slot] ?? 0; found > 0; found = this.#slots[slot] ?? 0) {
      const other = (found - 1) * DIGEST_BYTES
      if (digests.compare(digests, other, other + DIGEST_BYTES, start, start + DIGEST_BYTES) === 0)
        return false
      slot = (slot + 1) & mask
    }
    this.#slots[slot] = place + 1
    return true
  }

  #grow(): void {
    const room = this.count * 2
    this.#digests = Buffer.concat([this.#digests], room * DIGEST_BYTES)
    const sizes = new Float64Array(room)
    sizes.set(this.#sizes)
    this.#sizes = sizes
    this.#slots = new Uint32Array(room * 2)
    for (let place = 0; place < this.count; place++) this.#enter(place)
  }
}
