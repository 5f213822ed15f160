import { type Digest, hexOf, type PackEntry, scanPackIndex } from '@slipway/core'

/** Where a pack says that a blob lies in it; only the blob's own digest proves it. */
export interface PackedBlob {
  readonly pack: Digest
  readonly start: number
  readonly bytes: number
  /** Another pack that holds it too. */
  readonly next: PackedBlob | undefined
}

/** The index of a pack, as it stands in it. */
export interface IndexText {
  readonly count: number
  readonly text: Uint8Array
}

/** The same one by one. */
export interface PackEntries extends Iterable<PackEntry> {
  readonly length: number
}

const DIGEST_WORDS = 8
/** Of each blob beside its digest: start, size and number of the pack. */
const FACTS = 3
const FIRST_ROOM = 1024

interface KnownPack {
  readonly oid: Digest
  readonly bytes: number
  readonly first: number
  readonly count: number
}

/** What lies in packs, by digest: 60 bytes for each blob, of which a store can have millions. */
export class BlobTable {
  readonly #packs: KnownPack[] = []
  readonly #packOf = new Map<Digest, KnownPack>()
  readonly #key = new Uint32Array(DIGEST_WORDS)
  readonly #keyBytes = Buffer.from(this.#key.buffer)
  #count = 0
  #digests = new Uint32Array(FIRST_ROOM * DIGEST_WORDS)
  #facts = new Uint32Array(FIRST_ROOM * FACTS)
  /** Open addressing: the number of a blob and one, or 0. */
  #slots = new Uint32Array(FIRST_ROOM * 2)

  /** Takes over what is in a pack, unless that is known. */
  add(oid: Digest, bytes: number, blobs: PackEntries | IndexText): void {
    const count = 'text' in blobs ? blobs.count : blobs.length
    if (this.#isKnown(oid, bytes, count, blobs)) return
    const pack = { oid, bytes, first: this.#count, count }
    this.#packOf.set(oid, pack)
    const number = this.#packs.push(pack) - 1
    this.#makeRoom(this.#count + count)
    let start = 0
    this.#eachKey(bytes, blobs, (blobBytes) => {
      this.#digests.set(this.#key, this.#count * DIGEST_WORDS)
      this.#facts[this.#count * FACTS] = start
      this.#facts[this.#count * FACTS + 1] = blobBytes
      this.#facts[this.#count * FACTS + 2] = number
      this.#insert(this.#count++)
      start += blobBytes
    })
  }

  /** Whether a pack has a blob of this digest and size. */
  has(digest: Uint8Array, bytes: number): boolean {
    this.#setKey(digest)
    for (let slot = this.#firstSlot(); this.#slots[slot] !== 0; slot = this.#nextSlot(slot)) {
      const blob = (this.#slots[slot] ?? 0) - 1
      if (this.#facts[blob * FACTS + 1] === bytes && this.#hasKey(blob)) return true
    }
    return false
  }

  /** Of several packs the largest is named first, so that the small ones fall out of use. */
  find(oid: Digest): PackedBlob | undefined {
    const found: number[] = []
    this.#setKey(oid)
    for (let slot = this.#firstSlot(); this.#slots[slot] !== 0; slot = this.#nextSlot(slot)) {
      const blob = (this.#slots[slot] ?? 0) - 1
      if (this.#hasKey(blob)) found.push(blob)
    }
    if (found.length > 1) found.sort((a, b) => this.#packAt(a).bytes - this.#packAt(b).bytes || a - b)
    let next: PackedBlob | undefined
    for (const blob of found) {
      const [start = 0, bytes = 0] = [this.#facts[blob * FACTS], this.#facts[blob * FACTS + 1]]
      next = { pack: this.#packAt(blob).oid, start, bytes, next }
    }
    return next
  }

  /** The pack that find() would name first for a blob of this size, without an object for the answer. */
  packOf(oid: Digest | Uint8Array, bytes: number): Digest | undefined {
    let best: KnownPack | undefined
    let last = -1
    this.#setKey(oid)
    for (let slot = this.#firstSlot(); this.#slots[slot] !== 0; slot = this.#nextSlot(slot)) {
      const blob = (this.#slots[slot] ?? 0) - 1
      if (this.#facts[blob * FACTS + 1] !== bytes || !this.#hasKey(blob)) continue
      const pack = this.#packAt(blob)
      if (best && (pack.bytes < best.bytes || (pack.bytes === best.bytes && blob < last))) continue
      best = pack
      last = blob
    }
    return best?.oid
  }

  /** What is in a pack, made into objects one by one whenever they are gone through. */
  entriesOf(pack: Digest): PackEntries | undefined {
    const known = this.#packOf.get(pack)
    return known && { length: known.count, [Symbol.iterator]: () => this.#entries(known) }
  }

  *#entries({ first, count }: KnownPack): Generator<PackEntry> {
    const digests = Buffer.from(this.#digests.buffer)
    for (let blob = first; blob < first + count; blob++) {
      const start = blob * DIGEST_WORDS * 4
      const hex = digests.toString('hex', start, start + DIGEST_WORDS * 4)
      yield { oid: `sha256:${hex}`, bytes: this.#facts[blob * FACTS + 1] ?? 0 }
    }
  }

  bytesOf(pack: Digest): number | undefined {
    return this.#packOf.get(pack)?.bytes
  }

  #isKnown(pack: Digest, bytes: number, count: number, blobs: PackEntries | IndexText): boolean {
    const known = this.#packOf.get(pack)
    if (known?.count !== count) return false
    let [isSame, blob] = [true, known.first]
    this.#eachKey(bytes, blobs, (blobBytes) => {
      isSame &&= this.#hasKey(blob) && this.#facts[blob * FACTS + 1] === blobBytes
      blob++
    })
    return isSame
  }

  /** Makes the digest of each blob the key. */
  #eachKey(packBytes: number, blobs: PackEntries | IndexText, visit: (bytes: number) => void): void {
    if ('text' in blobs)
      scanPackIndex(blobs.text, packBytes, (digest, bytes) => {
        this.#setKey(digest)
        visit(bytes)
      })
    else
      for (const { oid, bytes } of blobs) {
        this.#setKey(oid)
        visit(bytes)
      }
  }

  #packAt(blob: number): KnownPack {
    return this.#packs[this.#facts[blob * FACTS + 2] ?? 0] as KnownPack
  }

  /** @param oid may also be the 32 bytes of it */
  #setKey(oid: Digest | Uint8Array): void {
    if (typeof oid === 'string') this.#keyBytes.write(hexOf(oid), 'hex')
    else this.#keyBytes.set(oid)
  }

  #hasKey(blob: number): boolean {
    for (let word = 0; word < DIGEST_WORDS; word++)
      if (this.#digests[blob * DIGEST_WORDS + word] !== this.#key[word]) return false
    return true
  }

  #firstSlot(): number {
    return (this.#key[0] ?? 0) & (this.#slots.length - 1)
  }

  #nextSlot(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1)
  }

  /** The key is that of the blob. */
  #insert(blob: number): void {
    let slot = this.#firstSlot()
    while (this.#slots[slot] !== 0) slot = this.#nextSlot(slot)
    this.#slots[slot] = blob + 1
  }

  #makeRoom(count: number): void {
    let room = this.#digests.length / DIGEST_WORDS
    if (count <= room) return
    while (room < count) room *= 2
    this.#digests = grown(this.#digests, room * DIGEST_WORDS)
    this.#facts = grown(this.#facts, room * FACTS)
    this.#slots = new Uint32Array(room * 2)
    for (let blob = 0; blob < this.#count; blob++) {
      this.#key.set(this.#digests.subarray(blob * DIGEST_WORDS, (blob + 1) * DIGEST_WORDS))
      this.#insert(blob)
    }
  }
}

function grown(old: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length)
  larger.set(old)
  return larger
}
