import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tick } from './file-state.ts'
import { ioFailure } from './io-failure.ts'

const STALE_MS = 24 * 3600 * 1000

/** A folder of its own inside `parent`, for what is not finished; what killed processes left there a day ago goes. */
export function openScratch(parent: string): string {
  try {
    mkdirSync(parent, { recursive: true })
    for (const name of readdirSync(parent).filter((each) => each.startsWith(PREFIX))) {
      const stats = statSync(join(parent, name), { throwIfNoEntry: false })
      if (stats && Date.now() - stats.mtimeMs > STALE_MS)
        rmSync(join(parent, name), { recursive: true, force: true })
    }
    return mkdtempSync(join(parent, PREFIX))
  } catch (cause) {
    throw ioFailure('write', parent, parent, cause)
  }
}

const PREFIX = '.slipway-'

/** Removes it with all that is in it; what cannot be removed now is cleared away another day. */
export function removeScratch(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}

/** Asks the file system of a folder for its time, which on a network is not ours. */
export function readTick(folder: string): Tick {
  const scratch = openScratch(folder)
  try {
    const probe = join(scratch, 'tick')
    writeFileSync(probe, '')
    const { dev, mtimeMs: ms } = statSync(probe)
    return { dev, ms }
  } catch (cause) {
    throw ioFailure('write', folder, folder, cause)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
