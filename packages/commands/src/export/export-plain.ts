import { lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf, type TreeFile } from '@slipway/core'
import { atATime, hashFile, type ObjectSource, replaceFile } from '@slipway/store'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { checksumLine } from './checksum-line.ts'

/** Beside the files, for `sha256sum --check`. */
export const CHECKSUMS = 'SHA256SUMS'

const AT_A_TIME = 8

export interface PlainExport {
  /** Files that were written, and those that were there already, the same. */
  readonly written: number
  readonly kept: number
}

/**
 * Writes files below a folder, and a list of their digests when all are there. Looks first whether something else is in
 * the way, and then changes nothing.
 * @param files in the order of the list, with their paths below the folder
 * @throws data/export-blocked, store/object-missing, store/object-corrupt, store/write-failed
 */
export async function exportPlain(
  files: readonly TreeFile[],
  source: ObjectSource,
  folder: string,
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<PlainExport> {
  const list = files.map(({ oid, path }) => checksumLine(oid, path)).join('')
  for (const { path } of files) refuseName(path)
  const missing: TreeFile[] = []
  for (const file of files) if (!(await isThere(folder, file))) missing.push(file)
  const sums = join(folder, CHECKSUMS)
  const hasSums = exists(sums)
  if (hasSums && digestOf(readFileSync(sums)) !== digestOf(list)) throw blocked(sums)
  const bytes = missing.reduce((sum, file) => sum + file.bytes, 0)
  const task = progress.task(`Exporting to ${folder}`, bytes, 'bytes')
  await atATime(AT_A_TIME, missing, async ({ path, oid, kind, bytes }) => {
    signal.throwIfAborted()
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    if (exists(target)) throw blocked(target)
    await source.readToFile(oid, target, { executable: kind === 'executable' })
    task.advance(bytes)
  })
  mkdirSync(folder, { recursive: true })
  if (!hasSums) replaceFile(sums, list)
  task.done()
  return { written: missing.length, kept: files.length - missing.length }
}

/** Whether a file is there with the same content. @throws data/export-blocked where there is something else */
async function isThere(folder: string, { path, oid, bytes }: TreeFile): Promise<boolean> {
  const target = join(folder, path)
  if (!exists(target)) return false
  const stats = lstatSync(target)
  if (!stats.isFile() || stats.size !== bytes || (await hashFile(target)).oid !== oid) throw blocked(target)
  return true
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    // A file where a folder has to be.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') throw blocked(dirname(path))
    throw error
  }
}

function refuseName(path: string): void {
  if (path === CHECKSUMS || path.toLowerCase().split('/').includes('.git'))
    throw commandError(
      'data/export-blocked',
      `Cannot export "${path}": ${path === CHECKSUMS ? 'the list of digests has that name' : 'a repository is no data'}`,
      { hint: 'Name the other targets, or paths inside them' },
    )
}

function blocked(path: string): Error {
  return commandError(
    'data/export-blocked',
    `Cannot export to "${path}": something else is there; expected nothing, or the same content`,
    { hint: 'Name an empty folder; nothing was overwritten' },
  )
}
