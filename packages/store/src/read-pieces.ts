import { read } from 'node:fs'
import { promisify } from 'node:util'
import { SMALL_BYTES } from './hash-file.ts'

const readPiece = promisify(read)

/**
 * Reads an open file piece by piece, and leaves it open. A stream of Node would close it when its reader stops early,
 * whatever it was told; whoever opened it closes it too, and by then the number may be another file's.
 * @param end first byte that is not read; a file that is shorter ends before it
 */
export async function* readPieces(fd: number, start: number, end: number): AsyncIterable<Uint8Array> {
  for (let at = start; at < end; ) {
    const wanted = Math.min(SMALL_BYTES, end - at)
    const { bytesRead, buffer } = await readPiece(fd, Buffer.allocUnsafe(wanted), 0, wanted, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}
