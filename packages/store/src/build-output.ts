import { linkSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, hexOf, type Output, type Tree, type TreeBundle, type TreeEntry } from '@slipway/core'
import { storeError } from './error.ts'
import { type FileState, fileState } from './file-state.ts'
import { FileThreads } from './file-threads.ts'
import { FolderRecord, type FolderSum } from './folder-record.ts'
import { hasCode, ioFailure } from './io-failure.ts'
import type { ObjectSource } from './object-source.ts'
import type { Pacer } from './pacer.ts'
import { SMALL_BYTES, stateIn } from './read-files.ts'
import { type WriteOrder, type WriteSource, type WrittenFiles, writeFiles } from './write-files.ts'

export interface BuildInput {
  readonly output: Output
  readonly source: ObjectSource
  /** Where to build: nothing is there yet. */
  readonly next: string
  /** What stands at the target now, and its folders by their paths; files of it that match are taken over. */
  readonly target: string
  readonly current: ReadonlyMap<string, FolderRecord>
  /** Make large files second names of the store's own. */
  readonly link: boolean
  readonly pacer: Pacer
  readonly progress: (bytes: number) => void
}

export interface Built {
  /** Each before those inside it; no state is settled yet. */
  readonly folders: readonly FolderRecord[]
  /** Files that were taken over: their state changes once more when the old target goes. */
  readonly reused: readonly Reused[]
}

export interface Reused {
  readonly folder: FolderRecord
  readonly at: number
  /** Below the target. */
  readonly name: string
}

/** Writes an output from verified objects, and from files of the old target that are the same. */
export async function buildOutput(input: BuildInput): Promise<Built> {
  const { output, source, next, link, progress } = input
  if (output.kind === 'tree') return new Building(input, await source.readTree(output.oid)).build()
  await source.readToFile(output.oid, next, { executable: output.kind === 'executable', link })
  const folder = FolderRecord.of('', [''])
  folder.setFile(0, writtenState(next), digestBytes(output.oid), false)
  progress(output.bytes)
  return { folders: [folder], reused: [] }
}

/** Of a file that has other names no state is evidence: whoever has one of them could write to it. The next scan reads it. */
function writtenState(file: string): FileState {
  const stats = lstatSync(file)
  return stats.nlink > 1 ? { ...fileState(stats), ino: 0 } : fileState(stats)
}

const digestBytes = (oid: Digest) => Buffer.from(hexOf(oid), 'hex')

/** How many files a thread gets at a time, and how many bytes where their content is sent along. */
const ORDER_FILES = 512
const ORDER_BYTES = 4 << 20

/** Small files of one folder that are to be written, or being written. */
interface Writing {
  readonly folder: FolderRecord
  /** Their places in it. */
  readonly places: number[]
  readonly order: {
    readonly folder: string
    readonly names: string[]
    readonly files: WriteOrder['files'][number][]
  }
  /** Bytes of content that are sent along. */
  sent: number
}

class Building {
  readonly #input: BuildInput
  readonly #bundle: TreeBundle
  readonly #writers = new FileThreads<WriteOrder, WrittenFiles>('writer-thread', writeFiles)
  readonly #begun: { readonly writing: Writing; readonly written: Promise<WrittenFiles> }[] = []
  readonly #folders: FolderRecord[] = []
  readonly #reused: Reused[] = []

  constructor(input: BuildInput, bundle: TreeBundle) {
    this.#input = input
    this.#bundle = bundle
  }

  async build(): Promise<Built> {
    try {
      await this.#buildFolder('', this.#bundle.root)
      while (this.#begun.length > 0) await this.#endNext()
      return { folders: this.#folders, reused: this.#reused }
    } finally {
      await this.#writers.close()
    }
  }

  async #buildFolder(path: string, oid: Digest): Promise<FolderSum> {
    const tree = this.#bundle.trees.get(oid) ?? []
    const prefix = path === '' ? '' : `${path}/`
    for (const { name } of tree) refuseRepository(prefix + name, name)
    mkdirSync(join(this.#input.next, path))
    const folder = FolderRecord.of(
      path,
      tree.map(({ name, kind }) => (kind === 'tree' ? `${name}/` : name)),
    )
    this.#folders.push(folder)
    await this.#buildFiles(folder, prefix, tree)
    let files = 0
    for (const [at, entry] of tree.entries()) {
      const below =
        entry.kind === 'tree' ? await this.#buildFolder(prefix + entry.name, entry.oid) : undefined
      if (below) folder.setFolder(at, below)
      files += below?.files ?? 1
    }
    folder.sum = { oid, files, bytes: tree.reduce((sum, { bytes }) => sum + bytes, 0) }
    return folder.sum
  }

  async #buildFiles(folder: FolderRecord, prefix: string, tree: Tree): Promise<void> {
    const { link, next, pacer, progress, source } = this.#input
    const directory = `${next}/${prefix}`
    const begin = (): Writing => ({
      folder,
      places: [],
      order: { folder: directory, names: [], files: [] },
      sent: 0,
    })
    const reuse = this.#reuserOf(folder.path)
    let writing = begin()
    for (const [at, entry] of tree.entries()) {
      const { name, kind, oid, bytes } = entry
      if (kind === 'tree') continue
      await pacer.pace()
      const path = directory + name
      if (reuse(entry, path)) {
        this.#reused.push({ folder, at, name: prefix + name })
        folder.setFile(at, fileState(lstatSync(path)), digestBytes(oid), false)
        progress(bytes)
      } else if (bytes > SMALL_BYTES) {
        await source.readToFile(oid, path, { executable: kind === 'executable', link })
        folder.setFile(at, writtenState(path), digestBytes(oid), false)
        progress(bytes)
      } else {
        await this.#enlist(writing, at, entry)
        if (writing.places.length < ORDER_FILES && writing.sent < ORDER_BYTES) continue
        await this.#begin(writing)
        writing = begin()
      }
    }
    if (writing.places.length > 0) await this.#begin(writing)
  }

  async #enlist(writing: Writing, at: number, { name, kind, oid, bytes }: TreeEntry): Promise<void> {
    const { source } = this.#input
    const from: WriteSource = (await source.locate?.(oid, bytes)) ?? { content: await source.readBytes(oid) }
    if ('content' in from) writing.sent += bytes
    writing.places.push(at)
    writing.order.names.push(name)
    writing.order.files.push({ from, bytes, hex: hexOf(oid), executable: kind === 'executable' })
  }

  async #begin(writing: Writing): Promise<void> {
    const written = this.#writers.ask(writing.order)
    // It is looked at in its turn, when another may have failed before it.
    written.catch(() => {})
    this.#begun.push({ writing, written })
    while (this.#begun.length >= this.#writers.places) await this.#endNext()
  }

  async #endNext(): Promise<void> {
    const { writing, written } = this.#begun.shift() ?? {}
    if (!writing || !written) return
    const { folder, order, places } = writing
    const { damaged, problem, states } = await written
    if (problem)
      throw ioFailure(
        'write',
        order.folder,
        this.#input.next,
        Object.assign(new Error(problem.message), problem),
      )
    const again = damaged.length > 0 ? await this.#writeAgain(order, damaged) : undefined
    let bytes = 0
    for (const [index, at] of places.entries()) {
      const file = order.files[index]
      const state = again?.get(index) ?? stateIn({ states }, index)
      folder.setFile(at, state, Buffer.from(file?.hex ?? '', 'hex'), false)
      bytes += file?.bytes ?? 0
    }
    this.#input.progress(bytes)
  }

  /** What was damaged where it lay may be sound elsewhere, in another store too. */
  async #writeAgain(order: WriteOrder, damaged: readonly number[]): Promise<Map<number, FileState>> {
    const states = new Map<number, FileState>()
    for (const index of damaged) {
      const { hex, executable } = order.files[index] ?? {}
      const path = order.folder + order.names[index]
      await this.#input.source.readToFile(`sha256:${hex}`, path, { executable: executable ?? false })
      states.set(index, fileState(lstatSync(path)))
    }
    return states
  }

  /** Takes files of the old target over as links to them, which neither copies nor changes them. */
  #reuserOf(path: string): (entry: TreeEntry, link: string) => boolean {
    const { current, target } = this.#input
    const old = current.get(path)
    if (!old) return () => false
    const places = new Map(old.names.map((name, at) => [name, at]))
    return ({ name, kind, oid }, link) => {
      const at = places.get(name)
      if (at === undefined || old.oidOf(at) !== oid) return false
      const state = old.stateOf(at)
      return state.executable === (kind === 'executable') && tryLink(join(target, path, name), link, state)
    }
  }
}

function tryLink(old: string, link: string, state: FileState): boolean {
  try {
    linkSync(old, link)
  } catch (error) {
    // Gone meanwhile, or of another owner: then it is written anew.
    if (hasCode(error, 'ENOENT', 'EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP')) return false
    throw error
  }
  const { ino, size, mtimeMs } = lstatSync(link)
  if (ino === state.ino && size === state.bytes && mtimeMs === state.mtimeMs) return true
  rmSync(link)
  return false
}

/** A stored folder must not become a repository, whose settings can name programs for Git to run. */
function refuseRepository(path: string, name: string): void {
  if (name.toLowerCase() === '.git')
    throw storeError('store/file-unstorable', `Cannot restore "${path}": a repository is no data`)
}
