import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames, nameProblem } from '@slipway/core'
import { storeError } from './error.ts'
import { fileChanged } from './hash-file.ts'
import { hasCode, ioFailure } from './io-failure.ts'

/**
 * Paths of all files below a folder, in the order of a tree; empty folders are passed over.
 * @throws store/file-unstorable for a link, a socket or pipe, a name that a tree cannot hold, and two names that differ
 *   only in case: before anything was read
 */
export function listFiles(folder: string): string[] {
  const files: string[] = []
  const visit = (below: string) => {
    const entries = readFolder(join(folder, below)).sort((a, b) => compareNames(a.name, b.name))
    const folded = new Map<string, string>()
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      const shown = join(folder, path)
      const problem = nameProblem(entry.name)
      if (problem !== undefined) throw unstorable(shown, problem, 'Rename it')
      const twin = folded.get(entry.name.toLowerCase())
      if (twin !== undefined) {
        throw unstorable(
          shown,
          `beside it is "${twin}", and the names differ only in case`,
          'Rename one of them: Windows and macOS cannot hold both',
        )
      }
      folded.set(entry.name.toLowerCase(), entry.name)
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile()) files.push(path)
      else throw unstorable(shown, kindOf(entry), HINT)
    }
  }
  visit('')
  return files
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
