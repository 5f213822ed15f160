import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, hexOf } from '@slipway/core'
import { type ByteSource, checkDigest, fromFirst, readLimited } from './byte-source.ts'

/**
 * Model files on this machine, named by their digest. A file is hashed before every use: one that was cut or changed
 * since is fetched again, and no byte reaches a runner that does not have the digest that was asked for.
 */
export class ModelCache {
  readonly #folder: string
  readonly #maxBytes: number

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /**
   * The path of a file that has the digest; where it is not there yet, from the first source that has the right bytes.
   *
   * @throws serve/digest-mismatch, serve/source-failed of the last source; nothing is left behind then
   */
  async obtain(digest: Digest, sources: readonly ByteSource[], signal: AbortSignal): Promise<string> {
    const path = join(this.#folder, `${hexOf(digest)}.onnx`)
    if (await this.#holds(path, digest, signal)) return path
    await mkdir(this.#folder, { recursive: true })
    return fromFirst(sources, signal, (source) => this.#fetch(path, digest, source, signal))
  }

  async #fetch(path: string, digest: Digest, source: ByteSource, signal: AbortSignal): Promise<string> {
    const temporary = join(this.#folder, `.${randomUUID()}.tmp`)
    try {
      checkDigest(source, await this.#write(temporary, source, signal), digest)
      await rename(temporary, path)
      return path
    } finally {
      await rm(temporary, { force: true })
    }
  }

  async #holds(path: string, digest: Digest, signal: AbortSignal): Promise<boolean> {
    const hash = createHash('sha256')
    try {
      for await (const chunk of createReadStream(path, { signal })) hash.update(chunk)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
    return `sha256:${hash.digest('hex')}` === digest
  }

  async #write(path: string, source: ByteSource, signal: AbortSignal): Promise<Digest> {
    const hash = createHash('sha256')
    const file = await open(path, 'wx', 0o444)
    try {
      for await (const chunk of readLimited(source, this.#maxBytes, signal)) {
        hash.update(chunk)
        await file.writeFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    return `sha256:${hash.digest('hex')}`
  }
}
