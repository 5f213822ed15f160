import { type Digest, type PlacedPiece, scanTreeBundle } from '@slipway/core'

const DIGEST_BYTES = 32
const FIRST_ROOM = 1024
const PREFIX = 'sha256:'
const OID = Buffer.from(PREFIX + '0'.repeat(2 * DIGEST_BYTES))

/** The contents in a tree, each once, in the order of its bundle: made into objects one by one. */
export function* blobsInTree(text: Uint8Array, root: Digest): Generator<PlacedPiece> {
  const list = new BlobList()
  scanTreeBundle(text, root, (digest, bytes) => list.add(digest, bytes))
  for (let at = 0; at < list.count; at++) yield list.at(at)
}

/** Digests with their sizes: 50 bytes for each, of which a tree can have millions. */
class BlobList {
  count = 0
  #digests = Buffer.alloc(FIRST_ROOM * DIGEST_BYTES)
  #sizes = new Float64Array(FIRST_ROOM)
  /** Open addressing: the place of a digest and one, or 0. */
  #slots = new Uint32Array(FIRST_ROOM * 2)

  add(digest: Uint8Array, bytes: number): void {
    if (this.count === this.#sizes.length) this.#grow()
    const start = this.count * DIGEST_BYTES
    this.#digests.set(digest, start)
    if (!this.#enter(this.count)) return
    this.#sizes[this.count++] = bytes
  }

  at(place: number): PlacedPiece {
    const start = place * DIGEST_BYTES
    // One flat string: of two that are joined both would stay.
    OID.write(this.#digests.toString('hex', start, start + DIGEST_BYTES), PREFIX.length, 'latin1')
    return { oid: OID.toString('latin1') as Digest, bytes: this.#sizes[place] ?? 0 }
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
