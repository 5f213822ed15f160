import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames, nameProblem } from '@slipway/core'
import { storeError } from './error.ts'
import { FolderRecord } from './folder-record.ts'
import { fileChanged } from './hash-file.ts'
import { hasCode, ioFailure } from './io-failure.ts'

/**
 * All folders below a target with the names in them, each before those inside it and in the order of a tree; nothing is
 * known of their entries yet.
 * @throws store/file-unstorable for a link, a socket or pipe, a name that a tree cannot hold, and two names that differ
 *   only in case: before anything was read
 */
export function* listFolders(target: string): Generator<FolderRecord> {
  const waiting = ['']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const shown = path === '' ? target : join(target, path)
    const entries = readFolder(shown)
    const names = sortNames(entries.map(({ name }) => name))
    refuseNames(shown, names, entries)
    const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name))
    yield FolderRecord.of(
      path,
      folders.size === 0 ? names : names.map((name) => (folders.has(name) ? `${name}/` : name)),
    )
    // The last to be pushed is the next to come.
    for (const name of names.toReversed())
      if (folders.has(name)) waiting.push(path === '' ? name : `${path}/${name}`)
  }
}

/** Paths of all files below a folder, in the order of a tree. @throws as listFolders() */
export function listFiles(folder: string): string[] {
  const below = new Map<string, readonly string[]>()
  for (const { path, names } of listFolders(folder)) below.set(path, names)
  const files = (path: string): string[] =>
    (below.get(path) ?? []).flatMap((name) => {
      const full = path === '' ? name : `${path}/${name}`
      return name.endsWith('/') ? files(full.slice(0, -1)) : [full]
    })
  return files('')
}

/** Characters beyond U+FFFF stand elsewhere in the order of UTF-8 than in that of JavaScript, which is the fast one. */
const BEYOND = /[\ud800-\udfff]/

function sortNames(names: string[]): readonly string[] {
  return names.some((name) => BEYOND.test(name)) ? names.sort(compareNames) : names.sort()
}

/** The first in order is named, whatever is wrong with it. */
function refuseNames(folder: string, names: readonly string[], entries: readonly Dirent[]): void {
  const isPlain =
    entries.every((entry) => entry.isFile() || entry.isDirectory()) &&
    names.every((name) => nameProblem(name) === undefined) &&
    new Set(names.map((name) => name.toLowerCase())).size === names.length
  if (isPlain) return
  const kinds = new Map(entries.map((entry) => [entry.name, entry]))
  const folded = new Map<string, string>()
  for (const name of names) {
    const problem = nameProblem(name)
    if (problem !== undefined) throw unstorable(join(folder, name), problem, 'Rename it')
    const lower = name.toLowerCase()
    const twin = folded.get(lower)
    if (twin !== undefined) {
      throw unstorable(
        join(folder, name),
        `beside it is "${twin}", and the names differ only in case`,
        'Rename one of them: Windows and macOS cannot hold both',
      )
    }
    folded.set(lower, name)
    const entry = kinds.get(name)
    if (entry && !entry.isDirectory() && !entry.isFile())
      throw unstorable(join(folder, name), kindOf(entry), HINT)
  }
}

const HINT = 'Replace a symbolic link by what it points to; keep the rest outside of versioned folders'

/** What stands at a path, when it can be stored. @throws store/target-missing, store/file-unstorable */
export function targetKind(path: string): 'file' | 'folder' {
  let stats: ReturnType<typeof lstatSync>
  try {
    stats = lstatSync(path)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR'))
      throw storeError('store/target-missing', `Cannot read "${path}": there is no such file or folder`, {
        cause,
      })
    throw ioFailure('read', path, path, cause)
  }
  if (stats.isDirectory()) return 'folder'
  if (stats.isFile()) return 'file'
  throw unstorable(path, kindOf(stats), HINT)
}

function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) throw fileChanged(path)
    throw ioFailure('read', path, path, cause)
  }
}

function kindOf(entry: Pick<Dirent, 'isSymbolicLink' | 'isFIFO' | 'isSocket'>): string {
  if (entry.isSymbolicLink()) return 'it is a symbolic link'
  if (entry.isFIFO()) return 'it is a pipe'
  return entry.isSocket() ? 'it is a socket' : 'it is a device'
}

function unstorable(path: string, found: string, hint: string): Error {
  return storeError(
    'store/file-unstorable',
    `Cannot store "${path}": ${found}; expected regular files and folders`,
    {
      hint,
    },
  )
}
