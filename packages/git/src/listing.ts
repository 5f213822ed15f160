import type { GitFile } from '@slipway/core'
import { gitError } from './error.ts'

/** A file with its path in two forms: as text, and byte for byte, since Git's names are bytes. */
export interface ListedFile extends GitFile {
  /** The path's bytes, one character each. */
  readonly rawPath: string
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tells plain ASCII from the rest
const NOT_ASCII = /[^\x00-\x7f]/

export function listedFile(mode: string, oid: string, rawPath: string): ListedFile {
  return { mode, oid, path: pathText(rawPath), rawPath }
}

/** A path's bytes as text; what is not UTF-8 becomes U+FFFD. */
export function pathText(rawPath: string): string {
  return NOT_ASCII.test(rawPath) ? Buffer.from(rawPath, 'latin1').toString('utf8') : rawPath
}

/** The NUL-terminated records of `-z` output, one character for each byte. */
export function nulRecords(output: Buffer): string[] {
  const records = output.toString('latin1').split('\0')
  records.pop()
  return records
}

const TREE_RECORD = /^([0-9]{6}) [a-z]+ ([0-9a-f]{40,64})\t/

/** Reads `git ls-tree -r -z`. */
export function parseLsTree(output: Buffer): ListedFile[] {
  return nulRecords(output).map((record) => {
    const [head, mode, oid] = TREE_RECORD.exec(record) ?? []
    if (head === undefined || mode === undefined || oid === undefined) throw unreadable('ls-tree', record)
    return listedFile(mode, oid, record.slice(head.length))
  })
}

/** What the index holds, and how the work tree differs from it. */
export interface IndexListing {
  readonly files: readonly ListedFile[]
  /** Neither tracked nor ignored. */
  readonly untracked: readonly string[]
  /** True when every tracked file is as in the index, and nothing is in conflict. */
  readonly clean: boolean
}

const INDEX_RECORD = /^(?:([A-Z]) )?([0-9]{6}) ([0-9a-f]{40,64}) ([0-3])\t/

/** Reads `git ls-files --stage -z`, with or without `-t --cached --others --modified --deleted`. */
export function parseLsFiles(output: Buffer): IndexListing {
  const files: ListedFile[] = []
  const untracked: string[] = []
  let clean = true
  for (const record of nulRecords(output)) {
    if (record.startsWith('? ')) {
      // A repository inside the work tree is listed as a folder.
      untracked.push(pathText(record.slice(2).replace(/\/$/, '')))
      continue
    }
    const [head, tag, mode, oid, stage] = INDEX_RECORD.exec(record) ?? []
    if (head === undefined || mode === undefined || oid === undefined) throw unreadable('ls-files', record)
    // "C" modified, "R" deleted: said beside the entry itself, which is "H", or "S" where it is not checked out.
    if (tag === 'C' || tag === 'R' || stage !== '0') clean = false
    else files.push(listedFile(mode, oid, record.slice(head.length)))
  }
  return { files, untracked, clean }
}

function unreadable(command: string, record: string): Error {
  return gitError('git/failed', `Cannot read the output of git ${command}: found "${record.slice(0, 120)}"`)
}
