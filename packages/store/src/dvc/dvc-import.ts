import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Output, TreeFile } from '@slipway/core'
import { atATime } from '../at-a-time.ts'
import { isExecutable } from '../file-state.ts'
import { hasCode } from '../io-failure.ts'
import { isLacking } from '../lacking.ts'
import type { Store } from '../store.ts'
import { treeOf } from '../tree-of.ts'
import type { Amounts } from '../way.ts'
import { type DvcName, isDvcFolder, readNamed } from './dvc-name.ts'
import { type CopiedBlob, type DvcObjects, dvcMissing } from './dvc-objects.ts'
import { readLocalFile } from './folder-reader.ts'
import type { DvcFile } from './parse-dvc-folder.ts'

export interface DvcImportOptions {
  readonly store: Store
  /** Asked in this order. */
  readonly places: readonly DvcObjects[]
  /** Folder for what is not finished. */
  readonly scratch: string
  /** Told what is damaged in one place and was found in another. */
  readonly warn?: (line: string) => void
  readonly progress?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Imported extends Amounts {
  readonly output: Output
  readonly files: number
  /** Whether DVC's objects alone make the same output again: of files inside a folder they do not say which can be run. */
  readonly isRepeatable: boolean
  /** Files that the work tree has too, with the same content. */
  readonly alike: number
}

/** Takes over what DVC keeps into a store, every byte compared with DVC's MD5 while its SHA-256 is computed. */
export class DvcImport {
  readonly #options: DvcImportOptions

  constructor(options: DvcImportOptions) {
    this.#options = options
  }

  /**
   * @param target where the work tree may have the same content, which then comes from there
   * @throws store/object-missing where no place has an object, store/object-corrupt where none has it whole,
   *   core/tree-unstorable for names that a tree cannot hold, store/write-failed
   */
  async take(name: DvcName, executable: boolean, target?: string): Promise<Imported> {
    const count = { moved: { objects: 0, bytes: 0 }, present: { objects: 0, bytes: 0 } }
    if (!isDvcFolder(name)) {
      const blob = await this.#blob(name, target, count)
      const kind = executable ? 'executable' : 'file'
      const output = { kind, oid: blob.oid, bytes: blob.bytes } as const
      return { output, files: 1, isRepeatable: true, alike: blob.here === kind ? 1 : 0, ...count }
    }
    const listed = await this.#firstOf(name, (place) => place.readFolder(name))
    const files: TreeFile[] = []
    let alike = 0
    const places = Math.max(1, ...this.#options.places.map(({ concurrency }) => concurrency))
    await atATime(places, listed, async (file: DvcFile) => {
      this.#options.signal?.throwIfAborted()
      const { oid, bytes, here } = await this.#blob(file.name, target && join(target, file.path), count)
      if (here !== undefined) alike++
      files.push({ path: file.path, kind: here ?? 'file', oid, bytes })
    })
    const bundle = treeOf(files)
    await this.#options.store.writeTree(bundle)
    return {
      output: { kind: 'tree', oid: bundle.root, bytes: bundle.bytes },
      files: files.length,
      isRepeatable: files.every(({ kind }) => kind === 'file'),
      alike,
      ...count,
    }
  }

  async #blob(
    name: DvcName,
    target: string | undefined,
    count: Counts,
  ): Promise<CopiedBlob & { here?: 'file' | 'executable' }> {
    const { store, scratch, progress } = this.#options
    const own = target === undefined ? undefined : await this.#fromWorkTree(name, target)
    const blob = own ?? (await this.#firstOf(name, (place) => place.copyTo(store, name, scratch)))
    const amount = blob.created ? count.moved : count.present
    amount.objects++
    amount.bytes += blob.bytes
    progress?.(blob.bytes)
    return blob
  }

  /** What the work tree has there, where it is the same; anything else stays what it is. */
  async #fromWorkTree(name: DvcName, path: string) {
    let stats: ReturnType<typeof statsOf>
    try {
      stats = statsOf(path)
    } catch (error) {
      if (hasCode(error, 'ENOTDIR')) return undefined
      throw error
    }
    // DVC may have put a link to its cache here: then the cache has it.
    if (!stats?.isFile()) return undefined
    const { isNamed, oid, bytes, content } = await readNamed(readLocalFile(path), name)
    if (!isNamed) return undefined
    const created = await this.#options.store.writeBlob(oid, bytes, content ?? { file: path })
    const here = isExecutable(stats) ? ('executable' as const) : ('file' as const)
    return { oid, bytes, created, here }
  }

  /** The first answer; a place that has it damaged is named, and the next one asked. */
  async #firstOf<T>(name: DvcName, ask: (place: DvcObjects) => Promise<T | undefined>): Promise<T> {
    const damaged: Error[] = []
    for (const place of this.#options.places) {
      try {
        const answer = await ask(place)
        if (answer === undefined) continue
        for (const { message } of damaged) this.#options.warn?.(message)
        return answer
      } catch (error) {
        if (!isLacking(error)) throw error
        damaged.push(error)
      }
    }
    throw damaged[0] ?? dvcMissing(name, this.#options.places)
  }
}

interface Counts {
  readonly moved: { objects: number; bytes: number }
  readonly present: { objects: number; bytes: number }
}

const statsOf = (path: string) => lstatSync(path, { throwIfNoEntry: false })
