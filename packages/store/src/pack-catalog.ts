import {
  type Digest,
  type PlacedPiece,
  type Placement,
  parsePlacement,
  placementPath,
  SlipwayError,
} from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { Backend } from './backend.ts'
import { BlobTable, type IndexText, type PackEntries, type PackedBlob } from './blob-table.ts'
import { isLacking } from './lacking.ts'
import { INDEX_SHARE, readPackIndex } from './read-pack-index.ts'
import { readText } from './read-whole.ts'
import { promisedPack } from './store-path.ts'
import { sumOf } from './sum-of.ts'

/** What is known of the packs of a store: from placements of trees that were read, and in the end from all of them. */
export class PackCatalog {
  readonly #backend: Backend
  readonly #blobs = new BlobTable()
  /** Whether a pack can be read, once that is known. */
  readonly #packs = new Map<Digest, Promise<boolean>>()
  /** Trees that were read and whose placement was not, by their root. */
  readonly #expected = new Set<Digest>()
  readonly #placements = new Map<Digest, Promise<Placement | undefined>>()
  #all: Promise<void> | undefined
  #isComplete = false

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Blobs of this tree will be looked for: its placement is read as soon as one is. */
  expectTree(root: Digest): void {
    if (!this.#placements.has(root)) this.#expected.add(root)
  }

  /** A pack that is known to hold the blob, by its index. */
  async find(oid: Digest): Promise<PackedBlob | undefined> {
    await this.readExpected()
    return this.#blobs.find(oid)
  }

  /** Reads the placements of trees whose blobs will be looked for. */
  async readExpected(): Promise<void> {
    if (this.#expected.size === 0) return
    await Promise.all([...this.#expected].map((root) => this.#readTreePacks(root)))
  }

  /** The same, of a blob of this size. */
  async locate(oid: Digest, bytes: number): Promise<PackedBlob | undefined> {
    return this.peek(oid, bytes) ?? ((await this.find(oid)) && this.peek(oid, bytes))
  }

  /** The same, as far as it is known by now. */
  peek(oid: Digest, bytes: number): PackedBlob | undefined {
    let blob = this.#blobs.find(oid)
    while (blob && blob.bytes !== bytes) blob = blob.next
    return blob
  }

  /** Only the pack, as far as it is known by now. @param oid may also be the 32 bytes of it */
  packOf(oid: Digest | Uint8Array, bytes: number): Digest | undefined {
    return this.#blobs.packOf(oid, bytes)
  }

  /** Whether a blob is known to be in a pack, by the 32 bytes of its digest. */
  holds(digest: Uint8Array, bytes: number): boolean {
    return this.#blobs.has(digest, bytes)
  }

  /** The same, after a look into the index of every pack of the store. */
  async findAnywhere(oid: Digest): Promise<PackedBlob | undefined> {
    this.#all ??= this.#readAll()
    await this.#all
    this.#isComplete = true
    return this.#blobs.find(oid)
  }

  /** Looks into every pack where that costs less than to have so many bytes a second time. */
  async readAllFor(bytes: number): Promise<void> {
    if (this.#all !== undefined) return this.#all
    const packs = (await this.#list()).filter(({ oid }) => !this.#packs.has(oid))
    if (sumOf(packs) / INDEX_SHARE < bytes) await this.#readPacks(packs)
  }

  /** What is in a pack; undefined where it is not there or cannot be read. */
  async entries(pack: Digest, hintedBytes?: number): Promise<PackEntries | undefined> {
    return (await this.#read(pack, hintedBytes)) ? this.#blobs.entriesOf(pack) : undefined
  }

  /** Bytes of a pack of which the entries are known. */
  bytesOf(pack: Digest): number | undefined {
    return this.#blobs.bytesOf(pack)
  }

  /** Takes over what is in a pack that was just written. */
  note(pack: Digest, bytes: number, entries: PackEntries | IndexText): void {
    this.#packs.set(pack, Promise.resolve(true))
    this.#blobs.add(pack, bytes, entries)
  }

  /** Another process has removed this pack: the last look at all of them is out of date. */
  forget(pack: Digest): void {
    this.#packs.delete(pack)
    this.#all = undefined
    this.#isComplete = false
  }

  /** Whether every pack of the store has been looked into, as far as is known. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** The placement of a blob or tree; undefined where there is none, or none that can be read: it is a hint. */
  async readPlacement(oid: Digest): Promise<Placement | undefined> {
    try {
      return parsePlacement(await readText(this.#backend.read(placementPath(oid))))
    } catch (error) {
      if (isLacking(error) || (error instanceof SlipwayError && error.code === 'core/placement-invalid'))
        return undefined
      throw error
    }
  }

  async #readTreePacks(root: Digest): Promise<void> {
    const reading = this.#placements.get(root) ?? this.readPlacement(root)
    this.#placements.set(root, reading)
    await this.#readPacks((await reading)?.packs ?? [])
    this.#expected.delete(root)
  }

  async #readAll(): Promise<void> {
    await this.#readPacks(await this.#list())
  }

  async #list(): Promise<readonly PlacedPiece[]> {
    const packs: PlacedPiece[] = []
    for await (const { path, bytes } of this.#backend.list('k/')) {
      const oid = promisedPack(path)
      if (oid !== undefined) packs.push({ oid, bytes })
    }
    return packs
  }

  #readPacks(packs: readonly PlacedPiece[]): Promise<void> {
    return atATime(this.#backend.concurrency ?? 1, packs, async ({ oid, bytes }) => {
      await this.#read(oid, bytes)
    })
  }

  #read(pack: Digest, hintedBytes: number | undefined): Promise<boolean> {
    const known = this.#packs.get(pack)
    if (known) return known
    const reading = this.#readPack(pack, hintedBytes)
    this.#packs.set(pack, reading)
    return reading
  }

  async #readPack(pack: Digest, hintedBytes: number | undefined): Promise<boolean> {
    try {
      const index = await readPackIndex(this.#backend, pack, hintedBytes)
      if (index) this.note(pack, index.bytes, index)
      else this.#packs.delete(pack)
      return index !== undefined
    } catch (error) {
      this.#packs.delete(pack)
      throw error
    }
  }
}
