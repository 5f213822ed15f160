import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Backend } from '../backend.ts'
import { storeError } from '../error.ts'
import { SMALL_BYTES } from '../hash-file.ts'
import { hasCode, ioFailure } from '../io-failure.ts'
import { readPieces } from '../read-pieces.ts'
import { checkStorePath } from '../store-path.ts'

/** Objects under paths that somebody else keeps, to be read and nothing else. */
export type ObjectReader = Pick<Backend, 'url' | 'concurrency' | 'read' | 'localFile'>

/** A folder of this machine, read as it is; it may be missing, and then holds nothing. */
export function folderReader(root: string): ObjectReader & { localFile(path: string): string } {
  const url = pathToFileURL(root).href
  const localFile = (path: string) => join(root, checkStorePath(path))
  return {
    url,
    localFile,
    async *read(path) {
      try {
        yield* readLocalFile(localFile(path))
      } catch (cause) {
        if (hasCode(cause, 'ENOENT', 'ENOTDIR'))
          throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${url}"`, { cause })
        throw ioFailure('read', path, url, cause)
      }
    },
  }
}

/** A small file is read by synchronous calls, like hashFile() does it. */
export async function* readLocalFile(path: string): AsyncIterable<Uint8Array> {
  const fd = openSync(path, 'r')
  try {
    const { size } = fstatSync(fd)
    if (size <= SMALL_BYTES) yield readFileSync(fd)
    else yield* readPieces(fd, 0, size)
  } finally {
    closeSync(fd)
  }
}
