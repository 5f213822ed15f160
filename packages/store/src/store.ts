import { createHash, randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { chmod, copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Digest,
  digestOf,
  formatPackEnd,
  formatPlacement,
  formatTreeBundle,
  type Output,
  type PackEntry,
  type PlacedPiece,
  packPath,
  parseTreeBundle,
  placementPath,
  SlipwayError,
  type TreeBundle,
  treePath,
  walkTree,
} from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { type Backend, type ByteRange, type Content, sizeOf } from './backend.ts'
import { BlobPlaces, corruptObject, PART_BYTES, type Place, type Search } from './blob-places.ts'
import { storeError } from './error.ts'
import { fileChanged, type HashedFile, type HashOptions, hashFile, SMALL_BYTES } from './hash-file.ts'
import { ioFailure } from './io-failure.ts'
import { isLacking, worseOf } from './lacking.ts'
import type { FileOptions, ObjectSource } from './object-source.ts'
import { PackCatalog } from './pack-catalog.ts'
import { PACKED_BELOW_BYTES, Packer, type PackShelf } from './packer.ts'
import { readText, readWhole } from './read-whole.ts'
import { RecordStore } from './record-store.ts'
import { blobPath } from './store-path.ts'
import { sumOf } from './sum-of.ts'
import { writeParts } from './write-parts.ts'

export interface StoredFile extends Omit<HashedFile, 'content'> {
  /** False when the store had the content already. */
  readonly created: boolean
}

export interface StoreOptions {
  /** Of a store that several machines share: larger blobs lie there as parts. */
  readonly partBytes?: number
}

/** Objects, run records and verdicts over one backend; whatever is read is checked against the digest that names it. */
export class Store extends RecordStore implements ObjectSource, PackShelf {
  /** What is known of its packs. */
  readonly packs: PackCatalog
  /** Larger blobs are stored as parts; undefined where every blob is stored whole. */
  readonly partBytes: number | undefined
  readonly #places: BlobPlaces

  constructor(backend: Backend, { partBytes }: StoreOptions = {}) {
    super(backend)
    this.partBytes = partBytes
    this.packs = new PackCatalog(this.backend)
    this.#places = new BlobPlaces(this.backend, this.packs, partBytes ?? PART_BYTES)
  }

  /** Bytes of a blob as the backend or a pack tells them: no evidence of content; undefined when it is not there. */
  async blobSize(oid: Digest): Promise<number | undefined> {
    for await (const place of this.#places.of(oid)) {
      const bytes = await this.#places.size(oid, place)
      if (bytes !== undefined) return bytes
    }
    return undefined
  }

  /** Whether a blob of this size is there, in an object of its own, in a pack or in parts; its content is not read. */
  async hasBlob(oid: Digest, bytes: number, search: Omit<Search, 'bytes'> = {}): Promise<boolean> {
    for await (const place of this.#places.of(oid, { ...search, bytes }))
      if ((await this.#places.size(oid, place)) === bytes) return true
    return false
  }

  async hasTree(root: Digest): Promise<boolean> {
    return (await this.backend.size(treePath(root))) !== undefined
  }

  /** Whether all objects of an output are there, each with its size; their content is not read. */
  async hasOutput(output: Output): Promise<boolean> {
    if (output.kind !== 'tree') return this.hasBlob(output.oid, output.bytes)
    if (!(await this.hasTree(output.oid))) return false
    let whole = true
    await atATime(this.backend.concurrency ?? 1, walkTree(await this.readTree(output.oid)), async (file) => {
      whole &&= await this.hasBlob(file.oid, file.bytes)
    })
    return whole
  }

  /**
   * Stores a file. What is stored has the digest that is returned, whatever happens to the file meanwhile.
   * @throws store/file-changed, store/file-unstorable, store/target-missing, store/write-failed
   */
  async writeFile(path: string, options: Omit<HashOptions, 'keep'> = {}): Promise<StoredFile> {
    const { content, ...hashed } = await hashFile(path, { ...options, keep: true })
    try {
      return { ...hashed, created: await this.writeBlob(hashed.oid, hashed.bytes, content ?? { file: path }) }
    } catch (error) {
      // The bytes were right when they were hashed, and are not now that they were copied.
      if (error instanceof SlipwayError && error.code === 'store/object-corrupt') throw fileChanged(path)
      throw error
    }
  }

  async writeBytes(bytes: Uint8Array): Promise<Digest> {
    const oid = digestOf(bytes)
    await this.writeBlob(oid, bytes.length, bytes)
    return oid
  }

  /**
   * Stores content under its digest; one that is there already stays, unless its size says that it is damaged.
   * @returns false when it was there
   * @throws store/object-corrupt when the content has another digest
   */
  async writeBlob(oid: Digest, bytes: number, content: Content): Promise<boolean> {
    if (this.partBytes !== undefined && bytes > this.partBytes) {
      if (await this.hasBlob(oid, bytes, { near: true })) return false
      await writeParts(this.backend, oid, content, { partBytes: this.partBytes })
      return true
    }
    const path = blobPath(oid)
    if ((await this.backend.putIfAbsent(path, content)) === 'created') return true
    if ((await this.backend.size(path)) === bytes) return false
    await this.repairBlob(oid, content)
    return true
  }

  /** Writes a blob, or those of its parts that are, over one that turned out to be damaged. */
  async repairBlob(oid: Digest, content: Content): Promise<void> {
    const { partBytes } = this
    if (partBytes === undefined || sizeOf(content) <= partBytes)
      await this.backend.put(blobPath(oid), content)
    else await writeParts(this.backend, oid, content, { partBytes, trusted: true })
  }

  /** The parts in which a blob of this size lies here; undefined where it lies whole, or not at all. */
  async partsOf(oid: Digest, bytes: number): Promise<readonly PlacedPiece[] | undefined> {
    for await (const place of this.#places.of(oid, { bytes, near: true }))
      if (place.in === 'parts' && sumOf(place.parts) === bytes) return place.parts
      else if (place.in === 'object' && (await this.#places.size(oid, place)) === bytes) return undefined
    return undefined
  }

  /** Takes many small blobs at a time, of which it stores those that are not here. */
  openPacker(): Packer {
    return new Packer(this)
  }

  /**
   * Stores a pack; one that is there already stays, unless it shows that it is damaged.
   * @throws store/object-corrupt when the content has another digest
   */
  async writePack(pack: Digest, content: Content, entries: readonly PackEntry[]): Promise<void> {
    const path = packPath(pack)
    const end = formatPackEnd(entries)
    if ((await this.backend.putIfAbsent(path, content)) === 'exists') {
      const found = await this.packs.entries(pack)
      if (!found || formatPackEnd(found) !== end) await this.backend.put(path, content)
    }
    this.packs.note(
      pack,
      entries.reduce((sum, { bytes }) => sum + bytes, end.length),
      entries,
    )
  }

  /** Writes a pack over one that turned out to be damaged. */
  async repairPack(pack: Digest, content: Content, entries: readonly PackEntry[]): Promise<void> {
    await this.backend.put(packPath(pack), content)
    this.packs.note(pack, sumOf(entries) + formatPackEnd(entries).length, entries)
  }

  /** A blob piece by piece; after the last piece it throws when they were not the blob's. */
  async *readChunks(oid: Digest): AsyncIterable<Uint8Array> {
    let failure: SlipwayError | undefined
    for await (const place of this.#places.of(oid)) {
      let begun = false
      try {
        for await (const chunk of this.#verified(oid, place)) {
          begun = true
          yield chunk
        }
        return
      } catch (error) {
        if (begun || !isLacking(error)) throw error
        failure = worseOf(failure, error)
      }
    }
    throw failure
  }

  readBytes(oid: Digest): Promise<Uint8Array> {
    return this.overTheWire(() => this.#first(oid, (place) => readWhole(this.#verified(oid, place))))
  }

  /** Reads once more what came damaged and may have been damaged on its way; on this machine there is no way. */
  async overTheWire<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      const damaged = error instanceof SlipwayError && error.code === 'store/object-corrupt'
      if (!damaged || this.backend.localFile !== undefined) throw error
      return read()
    }
  }

  /** @throws store/object-missing, store/object-corrupt where the blob ends before the range does */
  readRange(oid: Digest, range: ByteRange): Promise<Uint8Array> {
    return this.#first(oid, async (place) => {
      const bytes = await readWhole(this.#places.read(oid, place, range))
      if (bytes.length === range.end - range.start) return bytes
      throw storeError(
        'store/object-corrupt',
        `Cannot use object ${oid} in "${this.url}": it ends at byte ${range.start + bytes.length}; expected ${range.end} at least`,
      )
    })
  }

  async readToFile(oid: Digest, target: string, options: FileOptions = {}): Promise<void> {
    const temporary = join(dirname(target), `.slipway-${randomBytes(8).toString('hex')}`)
    const mode = options.executable ? 0o777 : 0o666
    try {
      await this.overTheWire(() =>
        this.#first(oid, async (place) => {
          rmSync(temporary, { force: true })
          const local = place.in === 'object' ? this.backend.localFile?.(blobPath(oid)) : undefined
          const size = local === undefined ? 0 : await this.backend.size(blobPath(oid))
          if (local !== undefined && size !== undefined && size > SMALL_BYTES)
            await this.#copy(oid, local, temporary, mode)
          else await this.#stream(oid, place, temporary, mode)
        }),
      )
      renameSync(temporary, target)
    } catch (cause) {
      throw ioFailure('write', target, dirname(target), cause)
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  /**
   * Stores a tree with all its sub-trees, and before it the placement that says in which packs its files lie. Its blobs have
   * to be there already: a tree is a promise that they are.
   * @param trusted whether a placement that is there and should not be is written over too
   * @returns false when the tree was there
   */
  async writeTree(bundle: TreeBundle, { trusted = false } = {}): Promise<boolean> {
    await this.#writePlacement(bundle, trusted)
    const text = Buffer.from(formatTreeBundle(bundle))
    return (await this.backend.putIfAbsent(treePath(bundle.root), text)) === 'created'
  }

  /** Writes a tree over one that turned out to be damaged. */
  async repairTree(bundle: TreeBundle): Promise<void> {
    await this.backend.put(treePath(bundle.root), Buffer.from(formatTreeBundle(bundle)))
  }

  /** Its files are found in their packs from then on. @throws store/object-missing, store/object-corrupt */
  async readTree(root: Digest): Promise<TreeBundle> {
    const bundle = await this.overTheWire(() => this.#readTree(root))
    this.packs.expectTree(root)
    return bundle
  }

  async #readTree(root: Digest): Promise<TreeBundle> {
    const text = await readText(this.backend.read(treePath(root)))
    try {
      return parseTreeBundle(text, root)
    } catch (cause) {
      throw storeError(
        'store/object-corrupt',
        `Cannot read tree ${root} in "${this.url}": ${(cause as Error).message}`,
        { cause },
      )
    }
  }

  async #writePlacement(bundle: TreeBundle, trusted: boolean): Promise<void> {
    const packs = new Map<Digest, number>()
    for (const { oid, bytes } of walkTree(bundle)) {
      const place = bytes < PACKED_BELOW_BYTES ? await this.packs.find(oid) : undefined
      if (place) packs.set(place.pack, this.packs.bytesOf(place.pack) ?? 0)
    }
    if (packs.size === 0 && !(trusted && (await this.packs.readPlacement(bundle.root)))) return
    const text = formatPlacement({ packs: Array.from(packs, ([oid, bytes]) => ({ oid, bytes })) })
    await this.backend.put(placementPath(bundle.root), Buffer.from(text))
  }

  /** What comes of the first place that has the blob undamaged. */
  async #first<T>(oid: Digest, read: (place: Place) => Promise<T>): Promise<T> {
    let failure: SlipwayError | undefined
    for await (const place of this.#places.of(oid)) {
      try {
        return await read(place)
      } catch (error) {
        if (!isLacking(error)) throw error
        failure = worseOf(failure, error)
      }
    }
    throw failure
  }

  /** A blob's bytes from one place: of a pack only once they are known to be right, else with the check behind the last. */
  async *#verified(oid: Digest, place: Place): AsyncGenerator<Uint8Array> {
    const chunks = this.#places.read(oid, place)
    if (place.in === 'pack') {
      const bytes = await readWhole(chunks)
      this.#check(oid, digestOf(bytes))
      yield bytes
      return
    }
    const hash = createHash('sha256')
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
    this.#check(oid, `sha256:${hash.digest('hex')}`)
  }

  #check(oid: Digest, found: Digest): void {
    if (found !== oid) throw corruptObject(oid, found, this.url)
  }

  /** Shares blocks with the store's own file where it can; what was copied is hashed, not what was meant. */
  async #copy(oid: Digest, local: string, temporary: string, mode: number): Promise<void> {
    await copyFile(local, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    this.#check(oid, (await hashFile(temporary)).oid)
    await chmod(temporary, mode & ~process.umask())
  }

  async #stream(oid: Digest, place: Place, temporary: string, mode: number): Promise<void> {
    const fd = openSync(temporary, 'wx', mode)
    try {
      for await (const chunk of this.#verified(oid, place)) {
        let at = 0
        while (at < chunk.length) at += writeSync(fd, chunk, at)
      }
    } finally {
      closeSync(fd)
    }
  }
}
