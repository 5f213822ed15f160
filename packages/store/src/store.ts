import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statSync } from 'node:fs'
import {
  bytesOfPack,
  type Digest,
  digestOf,
  formatPackEnd,
  type Output,
  type PlacedPiece,
  packPath,
  parseTreeBundle,
  SlipwayError,
  scanTreeBundle,
  type TreeBundle,
  treePath,
  treeTexts,
  walkTree,
} from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { type Content, sizeOf } from './backend.ts'
import { BlobReader } from './blob-reader.ts'
import type { PackEntries } from './blob-table.ts'
import type { Blobs } from './blobs.ts'
import { copyHashed } from './copy-hashed.ts'
import { storeError } from './error.ts'
import { fileChanged, type HashedFile, type HashOptions, hashFile, SMALL_BYTES } from './hash-file.ts'
import { ioFailure } from './io-failure.ts'
import { mergePacks } from './merge-packs.ts'
import type { ObjectSource } from './object-source.ts'
import { PACKED_BELOW_BYTES, Packer, type PackShelf } from './packer.ts'
import { readSized, readText, readWhole } from './read-whole.ts'
import { blobPath } from './store-path.ts'
import { writeParts } from './write-parts.ts'
import { writePlacement } from './write-placement.ts'

export interface StoredFile extends Omit<HashedFile, 'content'> {
  /** False when the store had the content already. */
  readonly created: boolean
}

/** Objects, run records and verdicts over one backend; whatever is read is checked against the digest that names it. */
export class Store extends BlobReader implements ObjectSource, PackShelf {
  async hasTree(root: Digest): Promise<boolean> {
    return (await this.backend.size(treePath(root))) !== undefined
  }

  /** Whether all objects of an output are there, each with its size; their content is not read. */
  async hasOutput(output: Output): Promise<boolean> {
    if (output.kind !== 'tree') return this.hasBlob(output.oid, output.bytes)
    if (!(await this.hasTree(output.oid))) return false
    let whole = true
    await atATime(this.backend.concurrency ?? 1, await this.#notSeen(output.oid), async ({ oid, bytes }) => {
      if (!(await this.hasBlob(oid, bytes))) whole = false
    })
    return whole
  }

  /** Files of a tree that are not in the packs which its placement names, and not in a file here: mostly none. */
  async #notSeen(root: Digest): Promise<readonly PlacedPiece[]> {
    const text = await this.readTreeText(root)
    await this.packs.readExpected()
    const left: PlacedPiece[] = []
    scanTreeBundle(text, root, (digest, bytes) => {
      if (this.packs.holds(digest, bytes)) return
      const oid: Digest = `sha256:${Buffer.from(digest).toString('hex')}`
      if (!this.hasBlobHere(oid, bytes)) left.push({ oid, bytes })
    })
    return left
  }

  /**
   * Stores a file. What is stored has the digest that is returned, whatever happens to the file meanwhile.
   * @throws store/file-changed, store/file-unstorable, store/target-missing, store/write-failed
   */
  async writeFile(path: string, options: Omit<HashOptions, 'keep' | 'copyTo'> = {}): Promise<StoredFile> {
    const staged = this.#stagedFor(path)
    if (staged !== undefined) return this.#writeStaged(path, staged, options)
    const { content, ...hashed } = await hashFile(path, { ...options, keep: true })
    try {
      return { ...hashed, created: await this.writeBlob(hashed.oid, hashed.bytes, content ?? { file: path }) }
    } catch (error) {
      // The bytes were right when they were hashed, and are not now that they were copied.
      if (error instanceof SlipwayError && error.code === 'store/object-corrupt') throw fileChanged(path)
      throw error
    }
  }

  /** Where a large file is copied to before its name is known; undefined where the store is elsewhere, or has parts. */
  #stagedFor(path: string): string | undefined {
    if (this.partBytes !== undefined) return undefined
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats || stats.size <= SMALL_BYTES) return undefined
    return this.backend.partialFile?.(`incoming/${randomBytes(8).toString('hex')}`)
  }

  async #writeStaged(path: string, staged: string, options: Omit<HashOptions, 'keep'>): Promise<StoredFile> {
    try {
      const { content: _, ...hashed } = await copyHashed(path, staged, options)
      // One that became small since was not copied.
      if (!existsSync(staged)) throw fileChanged(path)
      const content = { file: staged, move: true, named: hashed.oid }
      return { ...hashed, created: await this.writeBlob(hashed.oid, hashed.bytes, content) }
    } catch (cause) {
      throw ioFailure('write', path, this.url, cause)
    } finally {
      rmSync(staged, { force: true })
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
    const written = await this.backend.putIfAbsent(path, content)
    this.alone?.note(oid)
    if (written === 'created') return true
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

  /** Takes many small blobs at a time, of which it stores those that are not here. */
  openPacker(): Packer {
    return new Packer(this)
  }

  /**
   * Stores a pack; one that is there already stays, unless it shows that it is damaged.
   * @throws store/object-corrupt when the content has another digest
   */
  async writePack(pack: Digest, content: Content, entries: PackEntries): Promise<void> {
    const path = packPath(pack)
    if ((await this.backend.putIfAbsent(path, content)) === 'exists') {
      const found = await this.packs.entries(pack)
      if (!found || formatPackEnd([...found]) !== formatPackEnd([...entries]))
        await this.backend.put(path, content)
    }
    this.packs.note(pack, bytesOfPack(entries), entries)
  }

  /** Writes a pack over one that turned out to be damaged. */
  async repairPack(pack: Digest, content: Content, entries: PackEntries): Promise<void> {
    await this.backend.put(packPath(pack), content)
    this.packs.note(pack, bytesOfPack(entries), entries)
  }

  /**
   * Stores a tree with all its sub-trees, and before it the placement that says in which packs its files lie. Its blobs have
   * to be there already: a tree is a promise that they are.
   * @param trusted whether a placement that is there and should not be is written over too
   * @returns false when the tree was there
   */
  async writeTree(bundle: TreeBundle, { trusted = false } = {}): Promise<boolean> {
    await this.#writePlacement(bundle.root, () => walkTree(bundle), trusted)
    return (await this.backend.putIfAbsent(treePath(bundle.root), textOf(bundle))) === 'created'
  }

  /**
   * The same of a tree as it was read by readTreeText().
   * @param blobs those in it
   */
  async writeTreeText(
    root: Digest,
    text: Uint8Array,
    blobs: Blobs,
    { trusted = false } = {},
  ): Promise<boolean> {
    await this.#writePlacement(root, () => blobs, trusted)
    return (await this.backend.putIfAbsent(treePath(root), text)) === 'created'
  }

  async repairTreeText(root: Digest, text: Uint8Array): Promise<void> {
    await this.backend.put(treePath(root), text)
  }

  /** Writes a tree over one that turned out to be damaged. */
  async repairTree(bundle: TreeBundle): Promise<void> {
    await this.backend.put(treePath(bundle.root), textOf(bundle))
  }

  /** Its files are found in their packs from then on. @throws store/object-missing, store/object-corrupt */
  async readTree(root: Digest): Promise<TreeBundle> {
    const bundle = await this.overTheWire(() => this.#readTree(root))
    this.packs.expectTree(root)
    return bundle
  }

  /** The object `t/<root>`, with every text in it compared with its digest: the same without an object for each file. */
  async readTreeText(root: Digest): Promise<Uint8Array> {
    const text = await this.overTheWire(async () => {
      // On this machine it costs nothing to ask how long it is, and saves a second copy.
      const bytes = this.backend.localFile && (await this.backend.size(treePath(root)))
      const chunks = this.backend.read(treePath(root))
      const read = await (bytes === undefined ? readWhole(chunks) : readSized(chunks, bytes))
      this.#refuseDamage(root, () => scanTreeBundle(read, root, () => {}))
      return read
    })
    this.packs.expectTree(root)
    return text
  }

  async #readTree(root: Digest): Promise<TreeBundle> {
    const text = await readText(this.backend.read(treePath(root)))
    return this.#refuseDamage(root, () => parseTreeBundle(text, root))
  }

  #refuseDamage<T>(root: Digest, parse: () => T): T {
    try {
      return parse()
    } catch (cause) {
      throw storeError(
        'store/object-corrupt',
        `Cannot read tree ${root} in "${this.url}": ${(cause as Error).message}`,
        { cause },
      )
    }
  }

  async #writePlacement(root: Digest, blobs: () => Iterable<PlacedPiece>, trusted: boolean): Promise<void> {
    let packs = await this.#packsOf(blobs())
    if (await mergePacks(this, blobs, packs)) packs = await this.#packsOf(blobs())
    if (packs.length === 0 && !(trusted && (await this.packs.readPlacement(root)))) return
    try {
      await writePlacement(this.backend, root, { packs })
    } catch (error) {
      // Who may write over nothing, as a pull request, leaves the other hint: the files are found without it.
      if (!(error instanceof SlipwayError && error.code === 'store/access-denied')) throw error
    }
  }

  /** The packs in which files of a tree lie, each once. */
  async #packsOf(blobs: Iterable<PlacedPiece>): Promise<readonly PlacedPiece[]> {
    const packs = new Map<Digest, number>()
    await this.packs.readExpected()
    for (const { oid, bytes } of blobs) {
      const pack = bytes < PACKED_BELOW_BYTES ? this.packs.packOf(oid, bytes) : undefined
      if (pack) packs.set(pack, this.packs.bytesOf(pack) ?? 0)
    }
    return Array.from(packs, ([oid, bytes]) => ({ oid, bytes }))
  }
}

/** A tree of a million files has a hundred megabytes of text, which are rather made twice than kept. */
const WHOLE_TEXT_BYTES = 16 << 20

function textOf(bundle: TreeBundle): Content {
  const texts: Buffer[] = []
  let bytes = 0
  for (const text of treeTexts(bundle)) {
    bytes += Buffer.byteLength(text)
    if (bytes <= WHOLE_TEXT_BYTES) texts.push(Buffer.from(text))
  }
  if (bytes <= WHOLE_TEXT_BYTES) return Buffer.concat(texts)
  const chunks = {
    async *[Symbol.asyncIterator]() {
      for (const text of treeTexts(bundle)) yield Buffer.from(text)
    },
  }
  return { chunks, bytes }
}
