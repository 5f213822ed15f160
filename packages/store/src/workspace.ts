import {
  type BigIntStats,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type Digest,
  digestOf,
  hexOf,
  type Output,
  SlipwayError,
  type TreeBundle,
  type TreeFile,
} from '@slipway/core'
import { containedPath } from './contained-path.ts'
import { fileChanged, hashFile } from './hash-file.ts'
import { hasCode, ioFailure } from './io-failure.ts'
import { listFiles, targetKind } from './list-files.ts'
import type { ObjectSource } from './object-source.ts'
import { Pacer } from './pacer.ts'
import { formatPartRecord, type PartRecord, parsePartRecord } from './part-record.ts'
import { replaceFile } from './replace-file.ts'
import { buildOutput, type Reusable, swapIn } from './restore-output.ts'
import { openScratch, readTick, removeScratch } from './scratch.ts'
import type { Store } from './store.ts'
import { treeOf } from './tree-of.ts'
import { isExecutable, VerifiedIndex } from './verified-index.ts'
import type { Transferred } from './way.ts'

/** What a target in the workspace is, down to each file. */
export interface Snapshot {
  readonly output: Output
  readonly files: number
  /** Of a folder. */
  readonly bundle?: TreeBundle
  /** In path order; the path of a single file is empty. */
  readonly list: readonly TreeFile[]
}

export interface SavedSnapshot extends Snapshot, Transferred {}

type Progress = (bytes: number) => void

/** Files and folders of a work tree as outputs: named by content, saved into a store, restored from one. */
export class Workspace {
  readonly root: string
  readonly #signal: AbortSignal | undefined

  private constructor(root: string, signal: AbortSignal | undefined) {
    this.root = root
    this.#signal = signal
  }

  /** Makes `.slipway/`, which Git ignores, in the root folder. @throws store/write-failed */
  static async open(root: string, options: { signal?: AbortSignal } = {}): Promise<Workspace> {
    const folder = join(root, '.slipway')
    try {
      mkdirSync(join(folder, 'index'), { recursive: true })
      mkdirSync(join(folder, 'tmp'), { recursive: true })
      writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
    } catch (cause) {
      if (!hasCode(cause, 'EEXIST')) throw ioFailure('write', folder, root, cause)
    }
    return new Workspace(root, options.signal)
  }

  /**
   * Names a file or folder by its content; files that did not change since they were last read are not read again.
   * @param path relative to the root
   * @throws store/target-missing, store/file-unstorable, store/file-changed
   */
  async hash(path: string, progress?: Progress): Promise<Snapshot> {
    return (await this.#scan(path, undefined, progress)).snapshot
  }

  /**
   * Copies a file or folder into a store and names it. Each object holds the bytes that were hashed, also when a file
   * changes meanwhile: then the call fails, and no tree is written.
   * @throws store/target-missing, store/file-unstorable, store/file-changed, store/write-failed
   */
  async save(path: string, store: Store, progress?: Progress): Promise<SavedSnapshot> {
    const { snapshot, amounts } = await this.#scan(path, store, progress)
    if (snapshot.bundle) await store.writeTree(snapshot.bundle)
    return { ...snapshot, ...amounts }
  }

  /** Whether a target is there and is this output. @throws store/file-changed */
  async matches(path: string, output: Output): Promise<boolean> {
    const found = await this.#scanUnless(UNLIKE_ANY_OUTPUT, path)
    return found !== undefined && isSameOutput(found.snapshot.output, output)
  }

  /**
   * Makes a target be an output exactly: files that do not belong go, files that match stay. It is built aside from
   * verified objects and moved in when it is whole, so whatever happens the target is the old or the new one.
   * @throws store/object-missing, store/object-corrupt, store/file-unstorable, store/write-failed
   */
  async restore(path: string, output: Output, source: ObjectSource, progress?: Progress): Promise<void> {
    const target = containedPath(this.root, path)
    const current = await this.#scanUnless([...UNLIKE_ANY_OUTPUT, 'store/file-changed'], path)
    if (current && isSameOutput(current.snapshot.output, output)) {
      progress?.(output.bytes)
      return
    }
    const scratch = openScratch(this.#scratchParent(target))
    try {
      const pacer = new Pacer(this.#signal)
      const next = join(scratch, 'new')
      const built = await buildOutput({
        output,
        source,
        next,
        reusable: reusableOf(current, target),
        pacer,
        progress,
      })
      const tick = readTick(scratch)
      swapIn(next, target, scratch)
      removeScratch(scratch)
      this.#noteRestored(path, target, built, tick.ns)
    } catch (cause) {
      throw ioFailure('write', path, this.root, cause)
    } finally {
      removeScratch(scratch)
    }
  }

  /**
   * Writes a small file in the work tree in one step; what a crash leaves of it lies where Git does not look.
   * @param path relative to the root; its folder has to be there
   * @throws store/write-failed, store/file-unstorable
   */
  replaceFile(path: string, content: string): void {
    const target = containedPath(this.root, path)
    replaceFile(target, content, this.#scratchParent(target))
  }

  /** Which part of a target was put here on purpose; undefined where nothing says that it is a part. @throws store/record-corrupt */
  readPart(path: string): PartRecord | undefined {
    const file = this.#partFile(path)
    try {
      return parsePartRecord(readFileSync(file, 'utf8'), file)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /** Says so before the part is put here: what a crash leaves is never taken for the whole. */
  writePart(path: string, record: PartRecord): void {
    mkdirSync(this.#own('parts'), { recursive: true })
    replaceFile(this.#partFile(path), formatPartRecord(record), this.#own('tmp'))
  }

  /** To be called when the target is here whole, or not at all. */
  removePart(path: string): void {
    rmSync(this.#partFile(path), { force: true })
  }

  async #scan(path: string, store: Store | undefined, progress: Progress | undefined): Promise<Scan> {
    const target = containedPath(this.root, path)
    const single = targetKind(target) === 'file'
    const names = single ? [''] : listFiles(target)
    const index = VerifiedIndex.load(this.#indexFile(path))
    const tick = readTick(this.#scratchParent(target))
    const pacer = new Pacer(this.#signal)
    const amounts = { moved: { objects: 0, bytes: 0 }, present: { objects: 0, bytes: 0 } }
    const list: TreeFile[] = []
    const stats = new Map<string, BigIntStats>()
    for (const name of names) {
      await pacer.pace()
      const file = await this.#scanFile(
        name === '' ? target : join(target, name),
        name,
        index,
        store,
        progress,
      )
      index.note(name, file.stats, file.oid, tick)
      stats.set(name, file.stats)
      list.push({
        path: name,
        kind: isExecutable(file.stats) ? 'executable' : 'file',
        oid: file.oid,
        bytes: file.bytes,
      })
      const amount = file.created ? amounts.moved : amounts.present
      amount.objects++
      amount.bytes += file.bytes
    }
    index.save(this.#own('tmp'))
    return { snapshot: snapshotOf(list, single), amounts, stats }
  }

  async #scanFile(
    path: string,
    name: string,
    index: VerifiedIndex,
    store: Store | undefined,
    progress: Progress | undefined,
  ): Promise<{ stats: BigIntStats; oid: Digest; bytes: number; created: boolean }> {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
    if (!stats) throw fileChanged(path)
    const known = index.find(name, stats)
    const bytes = Number(stats.size)
    if (known !== undefined && (!store || (await store.blobSize(known)) === bytes)) {
      progress?.(bytes)
      return { stats, oid: known, bytes, created: false }
    }
    const options = { progress, signal: this.#signal }
    if (store) return store.writeFile(path, options)
    return { ...(await hashFile(path, options)), created: false }
  }

  /** The target as it is; undefined where that fails with one of these codes. */
  async #scanUnless(codes: readonly string[], path: string): Promise<Scan | undefined> {
    try {
      return await this.#scan(path, undefined, undefined)
    } catch (error) {
      if (error instanceof SlipwayError && codes.includes(error.code)) return undefined
      throw error
    }
  }

  /** A folder for unfinished things on the file system of the target, which may be a mounted one. */
  #scratchParent(target: string): string {
    const own = this.#own('tmp')
    const beside = statSync(dirname(target), { throwIfNoEntry: false })
    return beside && beside.dev !== statSync(own).dev ? dirname(target) : own
  }

  #indexFile(path: string): string {
    return join(this.#own('index'), hexOf(digestOf(path)).slice(0, 32))
  }

  #partFile(path: string): string {
    return join(this.#own('parts'), hexOf(digestOf(path)).slice(0, 32))
  }

  #own(folder: 'tmp' | 'index' | 'parts'): string {
    return join(this.root, '.slipway', folder)
  }

  /**
   * Puts what was just written and verified into the index.
   * @param before a time from before the target was moved in: until then nobody else could write to it
   */
  #noteRestored(path: string, target: string, built: Built, before: bigint): void {
    const index = VerifiedIndex.load(this.#indexFile(path))
    const tick = readTick(this.#scratchParent(target))
    for (const [name, { oid, stats }] of built) {
      const now = lstatSync(name === '' ? target : join(target, name), {
        bigint: true,
        throwIfNoEntry: false,
      })
      if (!now || now.ino !== stats.ino || now.size !== stats.size || now.mtimeNs !== stats.mtimeNs) continue
      if (now.mtimeNs < before) index.note(name, now, oid, tick)
    }
    index.save(this.#own('tmp'))
  }
}

interface Scan {
  readonly snapshot: Snapshot
  /** What the store had to take, and what it had. */
  readonly amounts: Transferred
  readonly stats: ReadonlyMap<string, BigIntStats>
}

type Built = Awaited<ReturnType<typeof buildOutput>>

const UNLIKE_ANY_OUTPUT = ['store/target-missing', 'store/file-unstorable']

function snapshotOf(list: readonly TreeFile[], single: boolean): Snapshot {
  const [first] = list
  if (single && first)
    return { output: { kind: first.kind, oid: first.oid, bytes: first.bytes }, files: 1, list }
  const { root, trees, bytes } = treeOf(list)
  return { output: { kind: 'tree', oid: root, bytes }, files: list.length, bundle: { root, trees }, list }
}

function isSameOutput(a: Output, b: Output): boolean {
  return a.kind === b.kind && a.oid === b.oid
}

function reusableOf(current: Scan | undefined, target: string): ReadonlyMap<string, Reusable> {
  const reusable = new Map<string, Reusable>()
  for (const file of current?.snapshot.bundle ? current.snapshot.list : []) {
    const stats = current?.stats.get(file.path)
    if (stats)
      reusable.set(file.path, { file: join(target, file.path), kind: file.kind, oid: file.oid, stats })
  }
  return reusable
}
