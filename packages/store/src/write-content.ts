import { createHash } from 'node:crypto'
import { closeSync, constants, createReadStream, fsync, fsyncSync, openSync, write, writeSync } from 'node:fs'
import { chmod, copyFile, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Digest, digestOf } from '@slipway/core'
import type { Content } from './backend.ts'
import { hashFile, SMALL_BYTES } from './hash-file.ts'

/** Objects are never changed in place. */
export const READ_ONLY = 0o444

/**
 * Writes content into a new file and names the bytes that are really there.
 * @param durable whether it has to survive a power cut; content of 1 MiB and more always does, while thousands of small
 *   files would wait for the disk one by one (473 files a second against 8,350, measured on ext4)
 */
export async function writeContent(target: string, content: Content, durable: boolean): Promise<Digest> {
  if (content instanceof Uint8Array) return writeBytes(target, content, durable)
  if ('file' in content) return writeCopy(target, content.file, durable)
  return writeChunks(target, content.chunks, durable || content.bytes >= SMALL_BYTES)
}

const writePiece = promisify(write)
const sync = promisify(fsync)

async function writeBytes(target: string, bytes: Uint8Array, durable: boolean): Promise<Digest> {
  const fd = openSync(target, 'wx', READ_ONLY)
  try {
    if (bytes.length >= SMALL_BYTES) return await writeLarge(fd, bytes)
    let at = 0
    while (at < bytes.length) at += writeSync(fd, bytes, at)
    if (durable) fsyncSync(fd)
    return digestOf(bytes)
  } finally {
    closeSync(fd)
  }
}

/** Hashes while the system writes, and lets others work while the disk does. */
async function writeLarge(fd: number, bytes: Uint8Array): Promise<Digest> {
  const writing = writeAll(fd, bytes)
  // It is looked at below.
  writing.catch(() => {})
  const digest = digestOf(bytes)
  await writing
  await sync(fd)
  return digest
}

async function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  let at = 0
  while (at < bytes.length) at += (await writePiece(fd, bytes, at, bytes.length - at, null)).bytesWritten
}

/** Shares the blocks of the file where the file system can, copies them elsewhere; what counts is what arrived. */
async function writeCopy(target: string, file: string, durable: boolean): Promise<Digest> {
  await copyFile(file, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await chmod(target, READ_ONLY)
  const { oid, bytes } = await hashFile(target)
  if (durable || bytes >= SMALL_BYTES) syncFile(target)
  return oid
}

/**
 * Names the bytes of a file that is to be moved into place. Another process may be writing the same bytes to it.
 * @param named the digest, where its only writer knows it
 */
export async function nameFile(file: string, named?: Digest): Promise<Digest> {
  if (named !== undefined) {
    syncFile(file)
    return named
  }
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: SMALL_BYTES })) hash.update(chunk)
  syncFile(file)
  return `sha256:${hash.digest('hex')}`
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

async function writeChunks(
  target: string,
  chunks: AsyncIterable<Uint8Array>,
  durable: boolean,
): Promise<Digest> {
  const hash = createHash('sha256')
  const file = await open(target, 'wx', READ_ONLY)
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      // writeFile() on a handle goes on until every byte is written.
      await file.writeFile(chunk)
    }
    if (durable) await file.sync()
  } finally {
    await file.close()
  }
  return `sha256:${hash.digest('hex')}`
}
