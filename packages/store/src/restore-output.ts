import { type BigIntStats, linkSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Digest, type Output, type TreeFile, walkTree } from '@slipway/core'
import { storeError } from './error.ts'
import { SMALL_BYTES } from './hash-file.ts'
import { hasCode } from './io-failure.ts'
import type { ObjectSource } from './object-source.ts'
import type { Pacer } from './pacer.ts'

/** A file of the old target, in the state in which it was read. */
export interface Reusable {
  readonly file: string
  readonly kind: TreeFile['kind']
  readonly oid: Digest
  readonly stats: BigIntStats
}

interface BuildInput {
  readonly output: Output
  readonly source: ObjectSource
  /** Where to build: nothing is there yet. */
  readonly next: string
  /** By path below the target. */
  readonly reusable: ReadonlyMap<string, Reusable>
  readonly pacer: Pacer
  readonly progress: ((bytes: number) => void) | undefined
}

/** Writes an output from verified objects, and from files of the old target that are the same; gives each file's state. */
export async function buildOutput(
  input: BuildInput,
): Promise<ReadonlyMap<string, { oid: Digest; stats: BigIntStats }>> {
  const { output, source, next, pacer, progress } = input
  const built = new Map<string, { oid: Digest; stats: BigIntStats }>()
  const note = (path: string, oid: Digest) =>
    built.set(path, { oid, stats: lstatSync(join(next, path), { bigint: true }) })
  if (output.kind !== 'tree') {
    await source.readToFile(output.oid, next, { executable: output.kind === 'executable' })
    note('', output.oid)
    progress?.(output.bytes)
    return built
  }
  mkdirSync(next)
  const made = new Set<string>(['.'])
  for (const file of walkTree(await source.readTree(output.oid))) {
    await pacer.pace()
    refuseRepository(file.path)
    const folder = dirname(file.path)
    if (!made.has(folder)) mkdirSync(join(next, folder), { recursive: true })
    made.add(folder)
    const path = join(next, file.path)
    if (!reuse(input.reusable.get(file.path), file, path)) await writeBlob(source, file, path)
    note(file.path, file.oid)
    progress?.(file.bytes)
  }
  return built
}

async function writeBlob(source: ObjectSource, file: TreeFile, path: string): Promise<void> {
  const executable = file.kind === 'executable'
  if (file.bytes > SMALL_BYTES) return source.readToFile(file.oid, path, { executable })
  writeFileSync(path, await source.readBytes(file.oid), { flag: 'wx', mode: executable ? 0o777 : 0o666 })
}

/** Takes over a file of the old target as a link to it, which neither copies it nor changes it. */
function reuse(old: Reusable | undefined, file: TreeFile, path: string): boolean {
  if (old?.oid !== file.oid || old.kind !== file.kind) return false
  try {
    linkSync(old.file, path)
  } catch (error) {
    // Gone meanwhile, or of another owner: then it is written anew.
    if (hasCode(error, 'ENOENT', 'EPERM', 'EXDEV', 'EMLINK', 'ENOTSUP')) return false
    throw error
  }
  const { ino, size, mtimeNs } = lstatSync(path, { bigint: true })
  if (ino === old.stats.ino && size === old.stats.size && mtimeNs === old.stats.mtimeNs) return true
  rmSync(path)
  return false
}

/** A stored folder must not become a repository, whose settings can name programs for Git to run. */
function refuseRepository(path: string): void {
  if (path.toLowerCase().split('/').includes('.git'))
    throw storeError('store/file-unstorable', `Cannot restore "${path}": a repository is no data`)
}

const TRIES = 100

/**
 * Moves what was built to the target, and what was there into `scratch`. Another process may do the same at the same
 * moment; whoever comes last has the last word.
 */
export function swapIn(next: string, target: string, scratch: string): void {
  mkdirSync(dirname(target), { recursive: true })
  for (let attempt = 0; ; attempt++) {
    const old = join(scratch, `old-${attempt}`)
    const moved = moveAway(next, target, old)
    try {
      renameSync(next, target)
      return
    } catch (error) {
      if (attempt < TRIES && hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EISDIR', 'ENOTDIR')) continue
      if (moved && !lstatSync(target, { throwIfNoEntry: false })) renameSync(old, target)
      throw error
    }
  }
}

/** A file is simply written over, in one step; everything else has to go first. */
function moveAway(next: string, target: string, old: string): boolean {
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (!there || (!there.isDirectory() && !lstatSync(next).isDirectory())) return false
  try {
    renameSync(target, old)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
