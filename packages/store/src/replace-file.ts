import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ioFailure } from './io-failure.ts'

/**
 * Writes a small file so that a reader, or a crash, sees the old one or the new one and nothing between; an existing
 * file keeps its mode.
 * @param staging folder of the same file system for the unfinished file, which a crash leaves there
 * @throws store/write-failed
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  staging: string = dirname(path),
): void {
  const temporary = join(staging, `.slipway-${randomBytes(8).toString('hex')}`)
  try {
    const mode = lstatSync(path, { throwIfNoEntry: false })?.mode
    const fd = openSync(temporary, 'wx')
    try {
      if (mode !== undefined) fchmodSync(fd, mode & 0o777)
      const bytes = Buffer.from(content)
      let at = 0
      while (at < bytes.length) at += writeSync(fd, bytes, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw ioFailure('write', path, dirname(path), cause)
  }
}
