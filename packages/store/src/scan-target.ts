import { join } from 'node:path'
import { type Digest, digestOf, formatTree } from '@slipway/core'
import { fileState, isSettled, type Tick } from './file-state.ts'
import { FileThreads } from './file-threads.ts'
import { FolderRecord, type FolderSum } from './folder-record.ts'
import { type HashedFile, hashFile, readFailure } from './hash-file.ts'
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

/** To look at a file takes a fifth of the time that it takes to read it. */
const LOOK_SHARE = 1 / 5

/** Files of one folder, in their order. */
interface Stretch {
  readonly folder: FolderRecord
  readonly directory: string
  readonly names: readonly string[]
  /** Their places in the record. */
  readonly places: readonly number[]
}

/** Those that the index knows, so that it is looked whether they are as they were. */
interface Looking extends Stretch {
  readonly before: FolderRecord
  /** The places in the index. */
  readonly known: readonly (number | undefined)[]
  readonly batch: Promise<FileBatch>
}

interface Reading extends Stretch {
  readonly batch: Promise<FileBatch>
}

class Scan {
  readonly #input: ScanInput
  readonly #readers = new FileThreads<ReadOrder, FileBatch>('reader-thread', readFiles)
  /** In the order of the tree: threads work ahead, and what they saw and read is taken in turn. */
  readonly #lookings: Looking[] = []
  readonly #readings: Reading[] = []

  constructor(input: ScanInput) {
    this.#input = input
  }

  async fill(folders: readonly FolderRecord[]): Promise<void> {
    try {
      for (const folder of folders) await this.#scanFolder(folder)
      await this.#takeLookings(0)
      while (this.#readings.length > 0) await this.#takeNext()
    } finally {
      await this.#readers.close()
    }
  }

  async #scanFolder(folder: FolderRecord): Promise<void> {
    const { target, index, pacer } = this.#input
    const { names: all, path } = folder
    // A single file has no name, and what stands before it no slash.
    const directory = all[0] === '' ? target : `${join(target, path)}/`
    const before = index.folder(path)
    const placeOf = before && placesIn(before, folder)
    const files = all.flatMap((name, at) => (name.endsWith('/') ? [] : [at]))
    for (let start = 0; start < files.length; start += ORDER_FILES) {
      await pacer.pace()
      const places = files.slice(start, start + ORDER_FILES)
      const names = places.map((at) => all[at] ?? '')
      const stretch = { folder, directory, names, places }
      if (before && placeOf) {
        const known = places.map((at, index) => placeOf(names[index] ?? '', at))
        this.#lookings.push({ ...stretch, before, known, batch: this.#order(directory, names, true) })
        await this.#takeLookings(this.#readers.places - 1)
      } else {
        await this.#takeLookings(0)
        await this.#read(stretch)
      }
    }
  }

  /** @param most how many may be left */
  async #takeLookings(most: number): Promise<void> {
    while (this.#lookings.length > most) {
      const looking = this.#lookings.shift()
      if (looking) await this.#takeUnchanged(looking)
    }
  }

  async #takeUnchanged({ before, known, batch, ...stretch }: Looking): Promise<void> {
    const { intake, pacer, progress } = this.#input
    const { folder, directory, names, places } = stretch
    const looked = await batch
    await pacer.pace()
    const changed: number[] = []
    let told = 0
    for (const [index, at] of places.entries()) {
      const state = stateIn(looked, index)
      const place = known[index]
      if (place !== undefined && before.isRead(place, state)) {
        const bytes = before.bytesOf(place)
        const there = intake?.has(before.oidOf(place), bytes) ?? true
        if (there === true || (await there)) {
          folder.copyEntry(at, before, place)
          told += bytes
          continue
        }
      }
      changed.push(index)
    }
    progress(told)
    const of = <T>(list: readonly T[]) => changed.map((index) => list[index] as T)
    if (changed.length > 0) await this.#read({ folder, directory, names: of(names), places: of(places) })
  }

  async #read(stretch: Stretch): Promise<void> {
    this.#readings.push({ ...stretch, batch: this.#order(stretch.directory, stretch.names) })
    while (this.#readings.length >= this.#readers.places) await this.#takeNext()
  }

  #order(folder: string, names: readonly string[], look = false): Promise<FileBatch> {
    const { intake, tick } = this.#input
    const order = { folder, names, look, keep: intake !== undefined && !look, tick }
    const batch = this.#readers.ask(order, look ? names.length * LOOK_SHARE : names.length)
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
