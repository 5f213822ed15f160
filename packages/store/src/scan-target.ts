import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, digestOf, formatTree } from '@slipway/core'
import { fileState, isSettled, type Tick } from './file-state.ts'
import { FileThreads } from './file-threads.ts'
import { FolderRecord, type FolderSum } from './folder-record.ts'
import { fileChanged, type HashedFile, hashFile, readFailure } from './hash-file.ts'
import { listFolders, targetKind } from './list-folders.ts'
import type { Pacer } from './pacer.ts'
import { type FileBatch, type ReadOrder, readFiles, SMALL_BYTES, stateIn } from './read-files.ts'
import type { VerifiedIndex } from './verified-index.ts'

/** Takes what a scan reads, in the order of the tree. */
export interface Intake {
  /** Whether it has this content; a file that did not change is read again only where it does not. */
  has(oid: Digest, bytes: number): boolean | Promise<boolean>
  /**
   * @param content valid until the call has ended
   * @returns what has to be waited for, if anything: mostly nothing, and a promise for each file would cost more than the file
   */
  add(oid: Digest, content: Uint8Array): Promise<void> | undefined
  /** Reads a large file itself. @throws store/file-changed */
  addFile(path: string, progress: Progress): Promise<HashedFile>
}

type Progress = (bytes: number) => void

export interface ScanInput {
  /** Absolute. */
  readonly target: string
  /** What was read before. */
  readonly index: VerifiedIndex
  /** From before the scan. */
  readonly tick: Tick
  readonly pacer: Pacer
  readonly signal: AbortSignal | undefined
  readonly progress: Progress
  readonly intake: Intake | undefined
}

/** How many files a thread gets at a time. */
const ORDER_FILES = 512

/**
 * Names the content of a target, file by file; what did not change since the index was written is not read. A single file
 * is a folder with one entry without a name.
 * @returns its folders, each before those inside it
 * @throws store/target-missing, store/file-unstorable, store/file-changed
 */
export async function scanTarget(input: ScanInput): Promise<readonly FolderRecord[]> {
  const { target, pacer } = input
  if (targetKind(target) === 'file') {
    const file = FolderRecord.of('', [''])
    await new Scan(input).fill([file])
    return [file]
  }
  const folders: FolderRecord[] = []
  for (const folder of listFolders(target)) {
    folders.push(folder)
    await pacer.pace()
  }
  await new Scan(input).fill(folders)
  return sumUp(folders, input.index)
}

/** Files of one folder that are being read. */
interface Reading {
  readonly folder: FolderRecord
  readonly directory: string
  readonly names: readonly string[]
  /** Their places in the record. */
  readonly places: readonly number[]
  readonly batch: Promise<FileBatch>
}

class Scan {
  readonly #input: ScanInput
  readonly #readers = new FileThreads<ReadOrder, FileBatch>('reader-thread', readFiles)
  /** In the order of the tree: threads work ahead, and what they read is taken in turn. */
  readonly #readings: Reading[] = []

  constructor(input: ScanInput) {
    this.#input = input
  }

  async fill(folders: readonly FolderRecord[]): Promise<void> {
    try {
      for (const folder of folders) await this.#scanFolder(folder)
      while (this.#readings.length > 0) await this.#takeNext()
    } finally {
      await this.#readers.close()
    }
  }

  async #scanFolder(folder: FolderRecord): Promise<void> {
    const { target, index, intake, pacer, progress } = this.#input
    const { names, path } = folder
    // A single file has no name, and what stands before it no slash.
    const directory = names[0] === '' ? target : `${join(target, path)}/`
    const before = index.folder(path)
    const placeOf = before && placesIn(before, folder)
    let places: number[] = []
    for (const [at, name] of names.entries()) {
      if (at % ORDER_FILES === 0) await pacer.pace()
      if (name.endsWith('/')) continue
      const known = placeOf?.(name, at)
      if (before && known !== undefined && isUnchanged(directory + name, before, known)) {
        const bytes = before.bytesOf(known)
        const there = intake?.has(before.oidOf(known), bytes) ?? true
        if (there === true || (await there)) {
          folder.copyEntry(at, before, known)
          progress(bytes)
          continue
        }
      }
      places.push(at)
      if (places.length < ORDER_FILES) continue
      await this.#read(folder, directory, names, places)
      places = []
    }
    if (places.length > 0) await this.#read(folder, directory, names, places)
  }

  async #read(
    folder: FolderRecord,
    directory: string,
    all: readonly string[],
    places: readonly number[],
  ): Promise<void> {
    const names = places.map((at) => all[at] ?? '')
    const batch = this.#order(directory, names)
    this.#readings.push({ folder, directory, names, places, batch })
    while (this.#readings.length >= this.#readers.places) await this.#takeNext()
  }

  #order(folder: string, names: readonly string[]): Promise<FileBatch> {
    const { intake, tick } = this.#input
    const batch = this.#readers.ask({ folder, names, keep: intake !== undefined, tick })
    // It is looked at in its turn, when another may have failed before it.
    batch.catch(() => {})
    return batch
  }

  async #takeNext(): Promise<void> {
    const reading = this.#readings.shift()
    if (!reading) return
    const { folder, directory, names, places } = reading
    let batch = await reading.batch
    for (let done = 0; ; ) {
      await this.#take(batch, folder, directory, names.slice(done), places.slice(done))
      if (batch.problem) throw readFailure(batch.problem)
      done += batch.count
      if (done >= names.length) return
      batch = await this.#order(directory, names.slice(done))
    }
  }

  async #take(
    batch: FileBatch,
    folder: FolderRecord,
    directory: string,
    names: readonly string[],
    places: readonly number[],
  ): Promise<void> {
    const { intake, pacer, progress } = this.#input
    await pacer.pace()
    let [start, told] = [0, 0]
    for (let at = 0; at < batch.count; at++) {
      const state = stateIn(batch, at)
      const place = places[at] ?? 0
      if (state.bytes > SMALL_BYTES) {
        await this.#takeLarge(folder, place, directory + names[at])
        continue
      }
      folder.setFile(place, state, batch.digests.subarray(at * 32, at * 32 + 32), state.settled)
      const content = batch.content?.subarray(start, start + state.bytes)
      start += state.bytes
      told += state.bytes
      const adding = content && intake?.add(folder.oidOf(place), content)
      if (adding) await adding
    }
    progress(told)
  }

  async #takeLarge(folder: FolderRecord, place: number, path: string): Promise<void> {
    const { intake, progress, signal, tick } = this.#input
    const { oid, stats } = await (intake
      ? intake.addFile(path, progress)
      : hashFile(path, { progress, signal }))
    folder.setFile(
      place,
      fileState(stats),
      Buffer.from(oid.slice('sha256:'.length), 'hex'),
      isSettled(stats, tick),
    )
  }
}

function isUnchanged(path: string, before: FolderRecord, at: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) throw fileChanged(path)
  return before.isRead(at, fileState(stats))
}

/** Where a name stands in a record; mostly where it stands in the other one. */
function placesIn(before: FolderRecord, now: FolderRecord): (name: string, at: number) => number | undefined {
  if (now.hasSameNames(before)) return (_, at) => at
  const places = new Map(before.names.map((name, at) => [name, at]))
  return (name) => places.get(name)
}

/** Names each folder once all below it are named; folders without a file do not exist. */
function sumUp(folders: readonly FolderRecord[], index: VerifiedIndex): readonly FolderRecord[] {
  const sums = new Map<string, FolderSum>()
  const kept: FolderRecord[] = []
  for (const folder of folders.toReversed()) {
    const { path } = folder
    const prefix = path === '' ? '' : `${path}/`
    const full = withoutEmptyFolders(folder, (name) => sums.has(prefix + name.slice(0, -1)))
    if (full.count === 0 && path !== '') continue
    let [files, bytes] = [0, 0]
    for (const [at, name] of full.names.entries()) {
      const below = name.endsWith('/') ? sums.get(prefix + name.slice(0, -1)) : undefined
      if (below) full.setFolder(at, below)
      files += below?.files ?? 1
      bytes += full.bytesOf(at)
    }
    const before = index.folder(path)
    const oid = before?.hasSameEntries(full) ? before.sum.oid : digestOf(formatTree(full.toTree()))
    full.sum = { oid, files, bytes }
    sums.set(path, full.sum)
    kept.push(full)
  }
  return kept.toReversed()
}

function withoutEmptyFolders(folder: FolderRecord, isFull: (name: string) => boolean): FolderRecord {
  const { names, path } = folder
  const full = names.filter((name) => !name.endsWith('/') || isFull(name))
  if (full.length === names.length) return folder
  const record = FolderRecord.of(path, full)
  let at = 0
  for (const [place, name] of names.entries()) if (name === full[at]) record.copyEntry(at++, folder, place)
  return record
}
