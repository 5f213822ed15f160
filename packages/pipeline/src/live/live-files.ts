import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DvcliveReader } from './dvclive-reader.ts'
import { JsonLinesReader } from './json-lines-reader.ts'
import type { LivePoint, LiveReader } from './live-point.ts'
import { TfeventsReader } from './tfevents-reader.ts'

interface Followed {
  inode: number
  offset: number
  reader: LiveReader | undefined
}

/** Read in one look, of one file; the rest with the next one. */
const CHUNK_BYTES = 4 * 2 ** 20
/** More files than this below the paths of a stage are not looked at. */
const MOST_FILES = 2000
const DVCLIVE = /(?:^|\/)plots\/metrics\/(.+)\.tsv$/
const TFEVENTS = /(?:^|\/)[^/]*\btfevents\b[^/]*$/
const JSON_LINES = /\.(?:jsonl|ndjson)$/

/**
 * Follows the files in which a stage writes metrics: what stood in them before is not read, a file that was written anew is
 * read from its beginning. A path that is a file holds JSON lines, unless its name says something else.
 */
export class LiveFiles {
  readonly #root: string
  readonly #paths: readonly string[]
  readonly #trouble: (text: string) => void
  readonly #files = new Map<string, Followed>()

  /** @param trouble hears once of each file that cannot be read */
  constructor(root: string, paths: readonly string[], trouble: (text: string) => void) {
    this.#root = root
    this.#paths = paths
    this.#trouble = trouble
    for (const { path } of this.#list()) {
      const { ino, size } = statSync(join(root, path))
      this.#files.set(path, { inode: ino, offset: size, reader: undefined })
    }
  }

  /** What was appended since the last time. */
  read(): readonly LivePoint[] {
    return this.#list().flatMap(({ path, open }) => {
      try {
        return this.#readFile(path, open)
      } catch (error) {
        // A file may go away between two looks.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        const text = error instanceof Error ? error.message : String(error)
        this.#trouble(`metrics in "${path}" are not followed any more: ${text}`)
        const stopped = this.#files.get(path)
        if (stopped) stopped.reader = { read: () => [] }
        return []
      }
    })
  }

  #readFile(path: string, open: () => LiveReader): readonly LivePoint[] {
    const { ino, size } = statSync(join(this.#root, path))
    let file = this.#files.get(path)
    if (!file || file.inode !== ino || size < file.offset) {
      file = { inode: ino, offset: 0, reader: undefined }
      this.#files.set(path, file)
    }
    if (size === file.offset) return []
    file.reader ??= open()
    const bytes = readFrom(join(this.#root, path), file.offset, Math.min(CHUNK_BYTES, size - file.offset))
    file.offset += bytes.length
    return file.reader.read(bytes)
  }

  #list(): { readonly path: string; open(): LiveReader }[] {
    return this.#paths.flatMap((path) => {
      const stat = statSync(join(this.#root, path), { throwIfNoEntry: false })
      if (!stat) return []
      if (stat.isFile()) return [{ path, open: () => readerOf(basename(path)) ?? new JsonLinesReader() }]
      return namesBelow(join(this.#root, path)).map((name) => ({
        path: `${path}/${name}`,
        open: () => readerOf(name) ?? new JsonLinesReader(),
      }))
    })
  }
}

function namesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => [DVCLIVE, TFEVENTS, JSON_LINES].some((form) => form.test(`/${name}`)))
    .sort()
    .slice(0, MOST_FILES)
}

/** By the name below the path of the stage, whose folders name the runs of TensorBoard. */
function readerOf(name: string): LiveReader | undefined {
  const metric = DVCLIVE.exec(`/${name}`)?.[1]
  if (metric !== undefined) return new DvcliveReader(metric)
  if (TFEVENTS.test(name)) return new TfeventsReader(name.slice(0, name.lastIndexOf('/') + 1))
  return JSON_LINES.test(name) ? new JsonLinesReader() : undefined
}

function readFrom(file: string, offset: number, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset))
  } finally {
    closeSync(descriptor)
  }
}
