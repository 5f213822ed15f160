import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, constants, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { chmod, copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Digest, digestOf, type PlacedPiece, packPath, SlipwayError } from '@slipway/core'
import type { Backend, ByteRange } from './backend.ts'
import { BlobPlaces, corruptObject, PART_BYTES, type Place, pathOf, type Search } from './blob-places.ts'
import { storeError } from './error.ts'
import { hashFile, SMALL_BYTES } from './hash-file.ts'
import { hasCode, ioFailure } from './io-failure.ts'
import { isLacking, worseOf } from './lacking.ts'
import { LoneBlobs } from './lone-blobs.ts'
import type { FileOptions, FileStretch } from './object-source.ts'
import { PackCatalog } from './pack-catalog.ts'
import { readWhole } from './read-whole.ts'
import { RecordStore } from './record-store.ts'
import { blobPath } from './store-path.ts'
import { sumOf } from './sum-of.ts'
import { READ_ONLY } from './write-content.ts'

export interface StoreOptions {
  /** Of a store that several machines share: larger blobs lie there as parts. */
  readonly partBytes?: number
}

/** The blobs of a store, wherever in it they lie: in an object of their own, in a pack, in parts. */
export class BlobReader extends RecordStore {
  /** What is known of its packs. */
  readonly packs: PackCatalog
  /** Larger blobs are stored as parts; undefined where every blob is stored whole. */
  readonly partBytes: number | undefined
  /** Of a store on this machine. */
  protected readonly alone: LoneBlobs | undefined
  readonly #places: BlobPlaces

  constructor(backend: Backend, { partBytes }: StoreOptions = {}) {
    super(backend)
    this.partBytes = partBytes
    this.packs = new PackCatalog(this.backend)
    const { localFile } = this.backend
    this.alone = localFile && new LoneBlobs((path) => localFile.call(this.backend, path))
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
    if (await this.packs.locate(oid, bytes)) return true
    for await (const place of this.#places.of(oid, { ...search, bytes }))
      if ((await this.#places.size(oid, place)) === bytes) return true
    return false
  }

  /** The same, told at once from what is known and from this machine; undefined where that takes a closer look. */
  hasBlobHere(oid: Digest, bytes: number): boolean | undefined {
    if (this.packs.peek(oid, bytes)) return true
    if (!this.alone || bytes > PART_BYTES) return undefined
    return this.alone.has(oid, bytes) || (this.packs.isComplete ? false : undefined)
  }

  /** False where it is known at once that the blob has no object of its own. */
  mayLieAlone(oid: Digest): boolean {
    return this.alone?.mayHave(oid) ?? true
  }

  /** The parts in which a blob of this size lies here; undefined where it lies whole, or not at all. */
  async partsOf(oid: Digest, bytes: number): Promise<readonly PlacedPiece[] | undefined> {
    for await (const place of this.#places.of(oid, { bytes, near: true }))
      if (place.in === 'parts' && sumOf(place.parts) === bytes) return place.parts
      else if (place.in === 'object' && (await this.#places.size(oid, place)) === bytes) return undefined
    return undefined
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
    // What others reach too is never given away by a second name, and an object can be run by nobody.
    const mayLink = options.link === true && this.partBytes === undefined && !options.executable
    try {
      await this.overTheWire(() =>
        this.#first(oid, async (place) => {
          rmSync(temporary, { force: true })
          const local = place.in === 'object' ? this.backend.localFile?.(blobPath(oid)) : undefined
          const size = local === undefined ? 0 : await this.backend.size(blobPath(oid))
          if (local !== undefined && size !== undefined && size > SMALL_BYTES) {
            if (!mayLink || !(await this.#link(oid, local, temporary)))
              await this.#copy(oid, local, temporary, mode)
          } else await this.#stream(oid, place, temporary, mode)
        }),
      )
      renameSync(temporary, target)
    } catch (cause) {
      throw ioFailure('write', target, dirname(target), cause)
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  /** Where a blob should lie in a file of this machine; undefined where it does not, or in parts. */
  async locate(oid: Digest, bytes: number): Promise<FileStretch | undefined> {
    const { backend } = this
    if (!backend.localFile) return undefined
    const packed = this.packs.peek(oid, bytes) ?? (await this.packs.locate(oid, bytes))
    if (packed) return { file: backend.localFile(packPath(packed.pack)), start: packed.start }
    if ((await backend.size(blobPath(oid))) !== bytes) return undefined
    return { file: backend.localFile(blobPath(oid)), start: 0 }
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
      this.#check(oid, digestOf(bytes), place)
      yield bytes
      return
    }
    const hash = createHash('sha256')
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
    this.#check(oid, `sha256:${hash.digest('hex')}`, place)
  }

  #check(oid: Digest, found: Digest, place: Place): void {
    if (found !== oid) throw corruptObject(oid, found, this.url, pathOf(oid, place))
  }

  /** Shares blocks with the store's own file where it can; what was copied is hashed, not what was meant. */
  async #copy(oid: Digest, local: string, temporary: string, mode: number): Promise<void> {
    await copyFile(local, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    this.#check(oid, (await hashFile(temporary)).oid, { in: 'object' })
    await chmod(temporary, mode & ~process.umask())
  }

  /**
   * Gives the store's own file a second name. The bytes are read behind it: whoever wrote through an earlier name is found out.
   * @returns false where that cannot be, or somebody changes the file meanwhile
   */
  async #link(oid: Digest, local: string, temporary: string): Promise<boolean> {
    try {
      linkSync(local, temporary)
      chmodSync(temporary, READ_ONLY)
      this.#check(oid, (await hashFile(temporary)).oid, { in: 'object' })
      return true
    } catch (error) {
      const isBusy = error instanceof SlipwayError && error.code === 'store/file-changed'
      if (!isBusy && !hasCode(error, 'EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP')) throw error
      rmSync(temporary, { force: true })
      return false
    }
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
