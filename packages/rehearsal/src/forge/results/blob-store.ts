import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type ReceivedFile, receiveFile } from '../http/receive-file.ts'

/** Uploaded bytes, by id: whole or in blocks, as Azure's block blobs. */
export class BlobStore {
  readonly #directory: string
  readonly #blobs = new Map<string, ReceivedFile>()
  readonly #frozen = new Set<string>()

  constructor(directory: string) {
    this.#directory = directory
  }

  path(id: string): string {
    return join(this.#directory, id)
  }

  /** What is known of a blob that was uploaded as a whole; else undefined. */
  find(id: string): ReceivedFile | undefined {
    return this.#blobs.get(id)
  }

  /** From now on the blob does not change, whoever still has an address to write to. */
  freeze(id: string): void {
    this.#frozen.add(id)
  }

  isFrozen(id: string): boolean {
    return this.#frozen.has(id)
  }

  /** Put Blob */
  async put(id: string, bytes: Readable): Promise<void> {
    await mkdir(this.#directory, { recursive: true })
    this.#blobs.set(id, await receiveFile(bytes, this.path(id)))
  }

  /** Put Block */
  async putBlock(id: string, block: string, bytes: Readable): Promise<void> {
    await mkdir(this.#directory, { recursive: true })
    await receiveFile(bytes, this.#blockPath(id, block))
  }

  /** Put Block List: the blob is these blocks, one after the other. */
  async commit(id: string, blocks: readonly string[]): Promise<void> {
    const paths = blocks.map((block) => this.#blockPath(id, block))
    await this.put(id, Readable.from(concatenate(paths)))
    for (const path of paths) await rm(path, { force: true })
  }

  #blockPath(id: string, block: string): string {
    return `${this.path(id)}.${Buffer.from(block).toString('base64url')}`
  }
}

async function* concatenate(paths: readonly string[]): AsyncIterable<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>
}
