import { lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf, hexOf, type Output, SlipwayError, type TreeBundle, walkTree } from '@slipway/core'
import { type Built, buildOutput } from './build-output.ts'
import { containedPath } from './contained-path.ts'
import { fileState, type Tick } from './file-state.ts'
import type { FolderRecord } from './folder-record.ts'
import { bundleOf } from './folder-trees.ts'
import { spareListed } from './gc/spare.ts'
import { hasCode, ioFailure } from './io-failure.ts'
import type { ObjectSource } from './object-source.ts'
import { Pacer } from './pacer.ts'
import { formatPartRecord, type PartRecord, parsePartRecord } from './part-record.ts'
import { replaceFile } from './replace-file.ts'
import { type Intake, scanTarget } from './scan-target.ts'
import { openScratch, readTick, removeScratch } from './scratch.ts'
import type { Store } from './store.ts'
import { StoreIntake } from './store-intake.ts'
import { swapIn } from './swap-in.ts'
import { VerifiedIndex } from './verified-index.ts'
import type { Amounts } from './way.ts'

/** What a target in the workspace is. */
export interface Snapshot {
  readonly output: Output
  readonly files: number
  /** Of a folder: what is in it, down to each file. */
  readonly bundle?: TreeBundle
}

export interface SavedSnapshot extends Snapshot, Amounts {}

type Progress = (bytes: number) => void

export interface WorkspaceOptions {
  readonly signal?: AbortSignal
  /** Restore large files as second names of this machine's own objects, not as copies. */
  readonly link?: boolean
}

/** Files and folders of a work tree as outputs: named by content, saved into a store, restored from one. */
export class Workspace {
  readonly root: string
  readonly #signal: AbortSignal | undefined
  readonly #link: boolean

  private constructor(root: string, { signal, link }: WorkspaceOptions) {
    this.root = root
    this.#signal = signal
    this.#link = link ?? false
  }

  /** Makes `.slipway/`, which Git ignores, in the root folder. @throws store/write-failed */
  static async open(root: string, options: WorkspaceOptions = {}): Promise<Workspace> {
    const folder = join(root, '.slipway')
    try {
      mkdirSync(join(folder, 'index'), { recursive: true })
      mkdirSync(join(folder, 'tmp'), { recursive: true })
      writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
    } catch (cause) {
      if (!hasCode(cause, 'EEXIST')) throw ioFailure('write', folder, root, cause)
    }
    return new Workspace(root, options)
  }

  /**
   * Names a file or folder by its content; files that did not change since they were last read are not read again.
   * @param path relative to the root
   * @throws store/target-missing, store/file-unstorable, store/file-changed
   */
  async hash(path: string, progress?: Progress): Promise<Snapshot> {
    return snapshotOf(await this.#scan(path, undefined, progress))
  }

  /**
   * Copies a file or folder into a store and names it. Each object holds the bytes that were hashed, also when a file
   * changes meanwhile: then the call fails, and no tree is written.
   * @throws store/target-missing, store/file-unstorable, store/file-changed, store/write-failed
   */
  async save(path: string, store: Store, progress?: Progress): Promise<SavedSnapshot> {
    const intake = new StoreIntake(store, this.#signal)
    const snapshot = snapshotOf(await this.#scan(path, intake, progress))
    const amounts = await intake.finish()
    const { output, bundle } = snapshot
    await spareListed(store, output.oid, bundle ? walkTree(bundle) : [output])
    if (bundle) await store.writeTree(bundle)
    return { ...snapshot, ...amounts }
  }

  /** Whether a target is there and is this output. @throws store/file-changed */
  async matches(path: string, output: Output): Promise<boolean> {
    const found = await this.#scanUnless(UNLIKE_ANY_OUTPUT, path)
    return found !== undefined && isSameOutput(outputOf(found), output)
  }

  /**
   * Makes a target be an output exactly: files that do not belong go, files that match stay. It is built aside from
   * verified objects and moved in when it is whole, so whatever happens the target is the old or the new one.
   * @throws store/object-missing, store/object-corrupt, store/file-unstorable, store/write-failed
   */
  async restore(path: string, output: Output, source: ObjectSource, progress?: Progress): Promise<void> {
    const target = containedPath(this.root, path)
    const current = await this.#scanUnless([...UNLIKE_ANY_OUTPUT, 'store/file-changed'], path)
    if (current && isSameOutput(outputOf(current), output)) {
      progress?.(output.bytes)
      return
    }
    const scratch = openScratch(this.#scratchParent(target))
    try {
      const next = join(scratch, 'new')
      const built = await buildOutput({
        output,
        source,
        next,
        target,
        current: new Map(current?.map((folder) => [folder.path, folder])),
        link: this.#link,
        pacer: new Pacer(this.#signal),
        progress: progress ?? (() => {}),
      })
      // Until it is moved in, nobody else could write to it.
      const tick = readTick(scratch)
      swapIn(next, target, scratch)
      removeScratch(scratch)
      settle(built, target, tick, this.#own('tmp'))
      VerifiedIndex.load(this.#indexFile(path)).save(built.folders, this.#own('tmp'))
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

  async #scan(path: string, intake: Intake | undefined, progress: Progress | undefined): Promise<Folders> {
    const target = containedPath(this.root, path)
    const index = VerifiedIndex.load(this.#indexFile(path))
    const folders = await scanTarget({
      target,
      index,
      tick: readTick(this.#scratchParent(target)),
      pacer: new Pacer(this.#signal),
      signal: this.#signal,
      progress: progress ?? (() => {}),
      intake,
    })
    index.save(folders, this.#own('tmp'))
    return folders
  }

  /** The target as it is; undefined where that fails with one of these codes. */
  async #scanUnless(codes: readonly string[], path: string): Promise<Folders | undefined> {
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
}

/** Of a target, each before those inside it. */
type Folders = readonly FolderRecord[]

const UNLIKE_ANY_OUTPUT = ['store/target-missing', 'store/file-unstorable']

function snapshotOf(folders: Folders): Snapshot {
  const output = outputOf(folders)
  if (output.kind !== 'tree') return { output, files: 1 }
  return { output, files: folders[0]?.sum.files ?? 0, bundle: bundleOf(folders, output.oid) }
}

function outputOf([top]: Folders): Output {
  if (!top) throw new Error('a target without a folder')
  const [only] = top.isFile ? top.toTree() : []
  if (only) return { kind: only.kind, oid: only.oid, bytes: only.bytes }
  return { kind: 'tree', oid: top.sum.oid, bytes: top.sum.bytes }
}

/**
 * Takes the states of what was just written and verified for evidence.
 * @param before from before the target was moved in: until then nobody else could write to it
 */
function settle({ folders, reused }: Built, target: string, before: Tick, scratch: string): void {
  for (const { folder, at, name } of reused) {
    const stats = lstatSync(join(target, name), { throwIfNoEntry: false })
    const { ino, bytes, mtimeMs } = folder.stateOf(at)
    if (stats?.ino === ino && stats.size === bytes && stats.mtimeMs === mtimeMs)
      folder.setState(at, fileState(stats))
  }
  const after = readTick(scratch)
  for (const folder of folders) folder.settle(before, after)
}

function isSameOutput(a: Output, b: Output): boolean {
  return a.kind === b.kind && a.oid === b.oid
}
