import { createHash, randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { chmod, copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Digest,
  digestOf,
  formatTreeBundle,
  type Output,
  parseTreeBundle,
  SlipwayError,
  type TreeBundle,
  treePath,
  walkTree,
} from '@slipway/core'
import { atATime } from './at-a-time.ts'
import type { ByteRange, Content } from './backend.ts'
import { storeError } from './error.ts'
import { fileChanged, type HashedFile, type HashOptions, hashFile, SMALL_BYTES } from './hash-file.ts'
import { ioFailure } from './io-failure.ts'
import type { FileOptions, ObjectSource } from './object-source.ts'
import { readText, readWhole } from './read-whole.ts'
import { RecordStore } from './record-store.ts'
import { blobPath } from './store-path.ts'

export interface StoredFile extends Omit<HashedFile, 'content'> {
  /** False when the store had the content already. */
  readonly created: boolean
}

/** Objects, run records and verdicts over one backend; whatever is read is checked against the digest that names it. */
export class Store extends RecordStore implements ObjectSource {
  /** Bytes of a blob as the backend tells them: no evidence of content; undefined when it is not there. */
  blobSize(oid: Digest): Promise<number | undefined> {
    return this.backend.size(blobPath(oid))
  }

  async hasTree(root: Digest): Promise<boolean> {
    return (await this.backend.size(treePath(root))) !== undefined
  }

  /** Whether all objects of an output are there, each with its size; their content is not read. */
  async hasOutput(output: Output): Promise<boolean> {
    if (output.kind !== 'tree') return (await this.blobSize(output.oid)) === output.bytes
    if (!(await this.hasTree(output.oid))) return false
    let whole = true
    await atATime(this.backend.concurrency ?? 1, walkTree(await this.readTree(output.oid)), async (file) => {
      whole &&= (await this.blobSize(file.oid)) === file.bytes
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
    if ((await this.backend.putIfAbsent(blobPath(oid), content)) === 'created') return true
    if ((await this.blobSize(oid)) === bytes) return false
    await this.repairBlob(oid, content)
    return true
  }

  /** Writes a blob over one that turned out to be damaged. */
  async repairBlob(oid: Digest, content: Content): Promise<void> {
    await this.backend.put(blobPath(oid), content)
  }

  /** A blob piece by piece; after the last piece it throws when they were not the blob's. */
  async *readChunks(oid: Digest): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256')
    for await (const chunk of this.backend.read(blobPath(oid))) {
      hash.update(chunk)
      yield chunk
    }
    const found: Digest = `sha256:${hash.digest('hex')}`
    if (found !== oid) throw this.#corrupt(oid, found)
  }

  readBytes(oid: Digest): Promise<Uint8Array> {
    return this.overTheWire(() => readWhole(this.readChunks(oid)))
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
  async readRange(oid: Digest, range: ByteRange): Promise<Uint8Array> {
    const bytes = await readWhole(this.backend.read(blobPath(oid), range))
    if (bytes.length === range.end - range.start) return bytes
    throw storeError(
      'store/object-corrupt',
      `Cannot use object ${oid} in "${this.url}": it ends at byte ${range.start + bytes.length}; expected ${range.end} at least`,
    )
  }

  async readToFile(oid: Digest, target: string, options: FileOptions = {}): Promise<void> {
    const temporary = join(dirname(target), `.slipway-${randomBytes(8).toString('hex')}`)
    const mode = options.executable ? 0o777 : 0o666
    try {
      const size = await this.blobSize(oid)
      const local = this.backend.localFile?.(blobPath(oid))
      if (local !== undefined && size !== undefined && size > SMALL_BYTES)
        await this.#copy(oid, local, temporary, mode)
      else
        await this.overTheWire(() => {
          rmSync(temporary, { force: true })
          return this.#stream(oid, temporary, mode)
        })
      renameSync(temporary, target)
    } catch (cause) {
      throw ioFailure('write', target, dirname(target), cause)
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  /** Stores a tree with all its sub-trees. Its blobs have to be there already: a tree is a promise that they are. */
  async writeTree(bundle: TreeBundle): Promise<boolean> {
    const text = Buffer.from(formatTreeBundle(bundle))
    return (await this.backend.putIfAbsent(treePath(bundle.root), text)) === 'created'
  }

  /** Writes a tree over one that turned out to be damaged. */
  async repairTree(bundle: TreeBundle): Promise<void> {
    await this.backend.put(treePath(bundle.root), Buffer.from(formatTreeBundle(bundle)))
  }

  /** @throws store/object-missing, store/object-corrupt */
  async readTree(root: Digest): Promise<TreeBundle> {
    return this.overTheWire(() => this.#readTree(root))
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

  /** Shares blocks with the store's own file where it can; what was copied is hashed, not what was meant. */
  async #copy(oid: Digest, local: string, temporary: string, mode: number): Promise<void> {
    await copyFile(local, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const found = (await hashFile(temporary)).oid
    if (found !== oid) throw this.#corrupt(oid, found)
    await chmod(temporary, mode & ~process.umask())
  }

  async #stream(oid: Digest, temporary: string, mode: number): Promise<void> {
    const fd = openSync(temporary, 'wx', mode)
    try {
      for await (const chunk of this.readChunks(oid)) {
        let at = 0
        while (at < chunk.length) at += writeSync(fd, chunk, at)
      }
    } finally {
      closeSync(fd)
    }
  }

  #corrupt(oid: Digest, found: Digest): Error {
    return storeError(
      'store/object-corrupt',
      `Cannot use object ${oid} in "${this.url}": its content has digest ${found}; expected ${oid}`,
      {
        hint: 'Delete it there and store it again, or copy it from another store; nothing in the workspace was changed',
      },
    )
  }
}
