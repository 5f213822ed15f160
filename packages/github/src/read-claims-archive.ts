import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import {
  CLAIMS_FILE,
  type Claims,
  type Digest,
  digestOf,
  hexOf,
  parseClaims,
  parseRunRecord,
  type RunRecord,
  SlipwayError,
} from '@slipway/core'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { githubError } from './error.ts'

/** What a pull request's artifact holds: still claims, but each record and object is the one that its name says. */
export interface ClaimsArchive {
  readonly claims: Claims
  readonly records: ReadonlyMap<Digest, RunRecord>
  /** Files on disk, by digest. */
  readonly objects: ReadonlyMap<Digest, string>
}

export interface ArchiveLimits {
  /** Of all entries together, unpacked. */
  readonly maxBytes: number
  /** 2,000 without. */
  readonly maxEntries?: number
}

/** Claims and records are small; a larger one is an attack or a mistake. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024
const RECORD = /^records\/([0-9a-f]{64})\.json$/
const OBJECT = /^objects\/([0-9a-f]{64})$/

/**
 * Reads the artifact of a pull request's workflow. Whoever made it may be hostile: only the names of
 * docs/formats/claims.md are let in, nothing is written under a name of the archive's choosing, and every byte is
 * hashed before it counts.
 *
 * @param file the archive
 * @param folder where the objects go; must not exist, and does not if this fails
 * @throws github/archive-invalid, github/too-large, core/record-invalid
 */
export async function readClaimsArchive(
  file: string,
  folder: string,
  limits: ArchiveLimits,
): Promise<ClaimsArchive> {
  const part = `${folder}.${randomUUID()}.part`
  await mkdir(part, { recursive: true })
  try {
    const read = await readEntries(file, part, limits)
    await rename(part, folder)
    return { ...read, objects: new Map(read.objects.map((digest) => [digest, join(folder, hexOf(digest))])) }
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error instanceof SlipwayError || isFileError(error)
      ? error
      : invalid(String((error as Error).message))
  }
}

async function readEntries(file: string, folder: string, limits: ArchiveLimits) {
  const zip = await openPromise(file, { autoClose: false, lazyEntries: true, strictFileNames: true })
  try {
    const entries = await listEntries(zip, limits)
    const claimsEntry = entries.get(CLAIMS_FILE)
    if (!claimsEntry) throw invalid(`it has no ${CLAIMS_FILE}`)
    const claims = parseClaims(await readText(zip, claimsEntry), `${CLAIMS_FILE} of the artifact`)
    const records = new Map<Digest, RunRecord>()
    const objects: Digest[] = []
    for (const [name, entry] of entries) {
      const [record, object] = [digestIn(RECORD, name), digestIn(OBJECT, name)]
      if (record) records.set(record, await readRecord(record, await readText(zip, entry)))
      if (object) {
        await writeObject(zip, entry, object, join(folder, hexOf(object)))
        objects.push(object)
      }
    }
    checkRecords(claims, records)
    return { claims, records, objects }
  } finally {
    zip.close()
  }
}

/** The entries, after all that can be said without unpacking them; yauzl then holds each to the size that it declares. */
async function listEntries(zip: ZipFile, { maxBytes, maxEntries = 2000 }: ArchiveLimits) {
  if (zip.entryCount > maxEntries)
    throw tooLarge(`it has ${zip.entryCount} entries; expected at most ${maxEntries}`)
  const entries = new Map<string, Entry>()
  let declared = 0
  for await (const entry of zip.eachEntry()) {
    const { fileName: name } = entry
    if (name !== CLAIMS_FILE && !RECORD.test(name) && !OBJECT.test(name))
      throw invalid(`it holds "${show(name)}"`)
    if (entries.has(name)) throw invalid(`it holds "${name}" twice`)
    if (!isPlainFile(entry)) throw invalid(`"${name}" is not a plain file`)
    declared += entry.uncompressedSize
    if (declared > maxBytes)
      throw tooLarge(`it unpacks to more than ${maxBytes} bytes; expected at most that`)
    entries.set(name, entry)
  }
  return entries
}

/** Unix keeps the file's type in the upper half of the attributes; other systems have no symbolic links there. */
function isPlainFile({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & 0o170000
  return versionMadeBy >>> 8 !== 3 || type === 0 || type === 0o100000
}

async function readText(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MAX_TEXT_BYTES)
    throw tooLarge(
      `"${entry.fileName}" has ${entry.uncompressedSize} bytes; expected at most ${MAX_TEXT_BYTES}`,
    )
  const bytes = await buffer(await zip.openReadStreamPromise(entry))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

async function readRecord(digest: Digest, text: string): Promise<RunRecord> {
  if (digestOf(text) !== digest) throw invalid(`record ${digest} has other bytes`)
  return parseRunRecord(text, `record ${digest} of the artifact`)
}

async function writeObject(zip: ZipFile, entry: Entry, digest: Digest, file: string): Promise<void> {
  const hash = createHash('sha256')
  const check = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(await zip.openReadStreamPromise(entry), check, createWriteStream(file, { flags: 'wx' }))
  if (hash.digest('hex') !== hexOf(digest)) throw invalid(`object ${digest} has other bytes`)
}

function checkRecords(claims: Claims, records: ReadonlyMap<Digest, RunRecord>): void {
  const missing = claims.records.find((digest) => !records.has(digest))
  if (missing) throw invalid(`record ${missing} is missing`)
  const claimed = new Set(claims.records)
  const extra = [...records.keys()].find((digest) => !claimed.has(digest))
  if (extra) throw invalid(`record ${extra} is not in ${CLAIMS_FILE}`)
}

function digestIn(pattern: RegExp, name: string): Digest | undefined {
  const hex = pattern.exec(name)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}

function invalid(found: string): SlipwayError {
  return githubError(
    'github/archive-invalid',
    `Cannot read the artifact: ${show(found)}; expected the entries of docs/formats/claims.md`,
  )
}

function tooLarge(found: string): SlipwayError {
  return githubError('github/too-large', `Cannot read the artifact: ${found}`)
}

function show(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 200)
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
