import { type BigIntStats, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointRule } from '@slipway/core'

/** A checkpoint that its stage calls finished. */
export interface FinishedCheckpoint {
  /** Below the folder of checkpoints. */
  readonly name: string
  /** When its content was last written, by the clock of its file system. */
  readonly writtenNs: bigint
  /** Of every file in it: differs when one of them was touched. */
  readonly stamp: string
}

const UNFINISHED = /^\.|\.(?:tmp|partial|part)$/i

/**
 * The newest checkpoint in a folder by the time of its content: one that is being removed does not become the newest again.
 * Undefined where there is none. What vanishes while it is looked at is not there.
 */
export function newestFinished(
  folder: string,
  rule: Pick<CheckpointRule, 'marker'>,
): FinishedCheckpoint | undefined {
  let newest: FinishedCheckpoint | undefined
  for (const name of namesIn(folder)) {
    if (UNFINISHED.test(name)) continue
    const found = finishedAt(folder, name, rule)
    if (found && (!newest || isNewer(found, newest))) newest = found
  }
  return newest
}

export function isNewer(one: FinishedCheckpoint, other: FinishedCheckpoint): boolean {
  if (one.writtenNs !== other.writtenNs) return one.writtenNs > other.writtenNs
  return one.name > other.name
}

/** The checkpoint of this name as it is now; undefined where it is not finished, or gone. */
export function finishedAt(
  folder: string,
  name: string,
  { marker }: Pick<CheckpointRule, 'marker'>,
): FinishedCheckpoint | undefined {
  const path = join(folder, name)
  if (marker !== undefined && !statsOf(join(path, marker))?.isFile()) return undefined
  const files: string[] = []
  let writtenNs = 0n
  const visit = (below: string): void => {
    const stats = statsOf(below)
    if (stats?.isDirectory()) for (const inner of namesIn(below)) visit(join(below, inner))
    if (!stats?.isFile()) return
    files.push(`${below} ${stats.ino} ${stats.size} ${stats.mtimeNs}`)
    if (stats.mtimeNs > writtenNs) writtenNs = stats.mtimeNs
  }
  visit(path)
  return files.length === 0 ? undefined : { name, writtenNs, stamp: files.sort().join('\n') }
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
