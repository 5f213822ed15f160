import { lstatSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasCode } from './io-failure.ts'

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
