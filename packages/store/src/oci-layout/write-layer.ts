import { createHash, type Hash } from 'node:crypto'
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Digest, hexOf, type TreeFile } from '@slipway/core'
import { SMALL_BYTES } from '../hash-file.ts'
import type { ObjectSource } from '../object-source.ts'
import type { Pacer } from '../pacer.ts'
import { TAR_END, tarEntry, tarPadding } from './tar-entry.ts'

export interface Layer {
  /** Of the archive, which is not compressed: so this is what an image calls its diff id, too. */
  readonly digest: Digest
  readonly bytes: number
}

export interface LayerInput {
  readonly files: readonly TreeFile[]
  /** In the archive, before the path of each file. */
  readonly below: string
  readonly source: ObjectSource
  /** Where layers are named by their digests. */
  readonly blobs: string
  readonly pacer: Pacer
  readonly progress: ((bytes: number) => void) | undefined
}

/** Writes an archive of verified files, and the folders in which they lie; the same bytes each time. */
export async function writeLayer(input: LayerInput): Promise<Layer> {
  const { files, below, blobs, pacer, progress } = input
  const unfinished = join(blobs, 'unfinished')
  const archive = new Archive(unfinished)
  try {
    const made = new Set<string>()
    for (const { path, kind, bytes, ...file } of files) {
      await pacer.pace()
      const member = `${below}/${path}`
      for (const folder of foldersOf(member)) {
        if (made.has(folder)) continue
        made.add(folder)
        archive.write(tarEntry({ path: folder, bytes: undefined, executable: false }))
      }
      archive.write(tarEntry({ path: member, bytes, executable: kind === 'executable' }))
      for await (const chunk of contentOf(input, file.oid, bytes)) archive.write(chunk)
      archive.write(tarPadding(bytes))
      progress?.(bytes)
    }
    archive.write(TAR_END)
    const layer = archive.close()
    renameSync(unfinished, join(blobs, hexOf(layer.digest)))
    return layer
  } catch (error) {
    archive.abandon()
    throw error
  }
}

/** Only what was verified as a whole gets into an archive. */
async function* contentOf(
  { source, blobs }: LayerInput,
  oid: Digest,
  bytes: number,
): AsyncIterable<Uint8Array> {
  if (bytes <= SMALL_BYTES) {
    yield await source.readBytes(oid)
    return
  }
  const file = join(blobs, 'content')
  try {
    await source.readToFile(oid, file)
    yield* createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>
  } finally {
    rmSync(file, { force: true })
  }
}

/** `a/b/c` lies in `a` and `a/b`. */
function foldersOf(path: string): readonly string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}

class Archive {
  readonly #fd: number
  readonly #file: string
  readonly #hash: Hash = createHash('sha256')
  #bytes = 0

  constructor(file: string) {
    this.#file = file
    this.#fd = openSync(file, 'wx')
  }

  write(chunk: Uint8Array): void {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    let at = 0
    while (at < chunk.length) at += writeSync(this.#fd, chunk, at)
  }

  close(): Layer {
    fsyncSync(this.#fd)
    closeSync(this.#fd)
    return { digest: `sha256:${this.#hash.digest('hex')}`, bytes: this.#bytes }
  }

  abandon(): void {
    try {
      closeSync(this.#fd)
    } catch {
      // It was closed already; what matters is what went wrong before.
    }
    rmSync(this.#file, { force: true })
  }
}
