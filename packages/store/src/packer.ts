import {
  type Digest,
  digestOf,
  formatPackEnd,
  PACK_BYTES,
  PACK_FRAME_BYTES,
  type PackEntry,
  packEntryBytes,
} from '@slipway/core'

/** Smaller blobs go into packs. */
export const PACKED_BELOW_BYTES = 1 << 20
/** More blobs do not go into one: what is waiting takes memory, and a pack of empty files would have no end. */
const PACK_BLOBS = 1 << 17
/** Fewer new blobs are written one by one: a pack of its own for each small change would be more to look through. */
const FEW = 16

type Room = Buffer<ArrayBuffer>

/** What a packer needs of a store. */
export interface PackShelf {
  /** Where it can be told at once. */
  hasBlobHere?(oid: Digest, bytes: number): boolean | undefined
  hasBlob(oid: Digest, bytes: number): Promise<boolean>
  writeBlob(oid: Digest, bytes: number, content: Uint8Array): Promise<boolean>
  writePack(pack: Digest, content: Uint8Array, entries: readonly PackEntry[]): Promise<void>
}

/**
 * Puts small blobs into packs, in the order in which they come, which should be that of their tree. One call at a time;
 * what was added is in the store once finish() has returned.
 */
export class Packer {
  readonly #shelf: PackShelf
  readonly #packBytes: number
  #entries: PackEntry[] = []
  #waiting = new Set<Digest>()
  /** The pack before this one: it is written while this one fills. */
  #leaving:
    | { readonly oids: ReadonlySet<Digest>; readonly buffer: Room; readonly written: Promise<void> }
    | undefined
  /** Only what is written to takes memory. */
  #buffer: Room | undefined
  #spare: Room | undefined
  #blobBytes = 0
  #endBytes = PACK_FRAME_BYTES
  #cut = false

  /** @param packBytes no pack gets larger */
  constructor(shelf: PackShelf, packBytes: number = PACK_BYTES) {
    this.#shelf = shelf
    this.#packBytes = packBytes
  }

  /**
   * Takes a blob that the store lacks.
   * @param bytes of which `oid` is the digest; they may change as soon as the call has ended
   * @returns false where the store has it
   * @throws store/write-failed
   */
  add(oid: Digest, bytes: Uint8Array): boolean | Promise<boolean> {
    const isTaken = this.#waiting.has(oid) || this.#leaving?.oids.has(oid)
    const there = isTaken || this.#shelf.hasBlobHere?.(oid, bytes.length)
    if (there === undefined) return this.#addUnlessThere(oid, bytes)
    return there ? false : this.#add(oid, bytes)
  }

  async #addUnlessThere(oid: Digest, bytes: Uint8Array): Promise<boolean> {
    return !(await this.#shelf.hasBlob(oid, bytes.length)) && this.#add(oid, bytes)
  }

  /** Most calls only copy: a promise for each would cost more than that. */
  #add(oid: Digest, bytes: Uint8Array): true | Promise<boolean> {
    if (bytes.length >= PACKED_BELOW_BYTES) return this.#shelf.writeBlob(oid, bytes.length, bytes)
    const lineBytes = packEntryBytes(bytes.length)
    const isFull = this.#blobBytes + bytes.length + this.#endBytes + lineBytes > this.#packBytes
    if (isFull || this.#entries.length >= PACK_BLOBS)
      return this.#leave().then(() => this.#put(oid, bytes, lineBytes))
    return this.#put(oid, bytes, lineBytes)
  }

  #put(oid: Digest, bytes: Uint8Array, lineBytes: number): true {
    this.#buffer ??= this.#spare ?? Buffer.allocUnsafeSlow(this.#packBytes)
    this.#spare = undefined
    this.#buffer.set(bytes, this.#blobBytes)
    this.#entries.push({ oid, bytes: bytes.length })
    this.#waiting.add(oid)
    this.#blobBytes += bytes.length
    this.#endBytes += lineBytes
    return true
  }

  /** Writes what is still waiting. */
  async finish(): Promise<void> {
    if (this.#cut || this.#entries.length >= FEW) await this.#leave()
    else await this.#writeOneByOne()
    await this.#left()
    this.#giveBack()
  }

  /** Begins to write what is waiting, once the pack before it is written: there are two of them in memory at most. */
  async #leave(): Promise<void> {
    await this.#left()
    const [buffer, entries, oids] = [this.#buffer, this.#entries, this.#waiting]
    if (buffer === undefined || entries.length === 0) return
    const end = this.#blobBytes + buffer.write(formatPackEnd(entries), this.#blobBytes, 'latin1')
    const content = buffer.subarray(0, end)
    const written = this.#shelf.writePack(digestOf(content), content, entries)
    // Whoever adds to the next one, or finishes, is told of its failure.
    written.catch(() => {})
    this.#leaving = { oids, buffer, written }
    this.#cut = true
    this.#clear()
  }

  async #left(): Promise<void> {
    if (!this.#leaving) return
    await this.#leaving.written
    this.#giveBack()
    this.#spare = this.#leaving.buffer
    this.#leaving = undefined
  }

  /** At once: whoever is done with its packs needs memory for its tree, and a collection may be far away. */
  #giveBack(): void {
    this.#spare?.buffer.transfer(0)
    this.#spare = undefined
  }

  async #writeOneByOne(): Promise<void> {
    let start = 0
    for (const { oid, bytes } of this.#entries) {
      const content = this.#buffer?.subarray(start, start + bytes) ?? new Uint8Array()
      await this.#shelf.writeBlob(oid, bytes, content)
      start += bytes
    }
    this.#clear()
  }

  #clear(): void {
    this.#buffer = undefined
    this.#entries = []
    this.#waiting = new Set()
    this.#blobBytes = 0
    this.#endBytes = PACK_FRAME_BYTES
  }
}
