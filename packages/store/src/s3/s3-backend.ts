import { statSync } from 'node:fs'
import { type Digest, digestOf, hexOf } from '@slipway/core'
import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts'
import { contentPieces } from '../content-pieces.ts'
import { storeError } from '../error.ts'
import { planWait } from '../http/retry.ts'
import { UploadLimit } from '../http/upload-limit.ts'
import { readWhole } from '../read-whole.ts'
import { checkStorePath, promisedDigest } from '../store-path.ts'
import { corruptContent, uploadParts } from './multipart-upload.ts'
import { parseXml, textAt, type XmlElement } from './parse-xml.ts'
import { S3Client, type S3Reply, type S3Settings } from './s3-client.ts'
import type { Purpose } from './s3-failure.ts'

/** What is sent by one request and held in memory; S3 takes no smaller part than 5 MiB. */
export const PART_BYTES = 8 << 20
/** S3 takes no more parts of one object. */
const MOST_PARTS = 10_000
/** Requests that pay off at a time. They bound the memory: as many parts on their way, and as many that wait, are 256 MiB. */
const AT_A_TIME = 16

/** A store in a bucket of S3, or of a server that speaks its protocol and has conditional writes. */
export class S3Backend implements Backend {
  readonly url: string
  readonly concurrency = AT_A_TIME
  readonly #settings: S3Settings
  readonly #client: S3Client
  readonly #prefix: string
  readonly #uploads = new UploadLimit(AT_A_TIME)
  /** Settled once this process has seen a conditional write refused, as it should be. */
  #proof: Promise<unknown> | undefined

  /** @param prefix before each path; empty where the store is the whole bucket */
  constructor(settings: S3Settings, prefix: string) {
    this.url = settings.url
    this.#settings = settings
    this.#client = new S3Client(settings)
    this.#prefix = prefix === '' ? '' : `${prefix}/`
  }

  async size(path: string): Promise<number | undefined> {
    const key = this.#key(path)
    const purpose: Purpose = {
      verb: 'read',
      path,
      permission: 's3:GetObject (and s3:ListBucket, to be told that it is absent)',
    }
    const { status, headers } = await this.#client.send({ method: 'HEAD', key, purpose }, [404, 416])
    if (status === 404) return undefined
    const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? headers.get('content-length')
    if (total !== null) return Number(total)
    throw storeError(
      'store/read-failed',
      `Cannot read "${path}" in "${this.url}": the answer names no size`,
      {
        hint: 'Check that the endpoint is one of S3, and no page of a console or a proxy',
      },
    )
  }

  /** A body that breaks goes on where it broke, as long as it is of the same object. */
  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const { timing, retries } = this.#settings
    const purpose: Purpose = { verb: 'read', path, permission: 's3:GetObject' }
    const end = range?.end ?? Number.POSITIVE_INFINITY
    let at = range?.start ?? 0
    let etag: string | undefined
    let failed = 0
    let waitedMs = 0
    while (at < end) {
      const from = at
      const reply = await this.#get(path, at, end, etag, purpose)
      if (reply.status === 416) return
      etag = reply.headers.get('etag') ?? undefined
      try {
        // A server that knows no ranges sends everything.
        let skip = reply.status === 206 ? 0 : at
        for await (const chunk of reply.stream ?? []) {
          const piece = chunk.subarray(skip, skip + Math.min(chunk.length, end - at))
          skip = Math.max(0, skip - chunk.length)
          at += piece.length
          if (piece.length > 0) yield piece
          if (at >= end) return
        }
        return
      } catch (cause) {
        // What brought something has not failed: a long way may break many times.
        if (at > from) [failed, waitedMs] = [0, 0]
        const waitMs = planWait(++failed, waitedMs, 0, retries, timing.random())
        if (waitMs === undefined) throw this.#client.brokenBody(purpose, cause)
        waitedMs += waitMs
        await timing.sleep(waitMs)
      }
    }
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    const key = this.#key(path)
    const large = this.#isLarge(path, content)
    if (large && (await this.size(path)) !== undefined) return 'exists'
    if (large) return (await this.#putParts(key, path, content, true)) ? 'created' : 'exists'
    const bytes = await take(path, content)
    return (await this.#create(key, path, bytes)) ? 'created' : 'exists'
  }

  async put(path: string, content: Content): Promise<void> {
    const key = this.#key(path)
    if (this.#isLarge(path, content)) await this.#putParts(key, path, content, false)
    else await this.#putWhole(key, path, await take(path, content), false)
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const purpose: Purpose = { verb: 'list', path: prefix, permission: 's3:ListBucket' }
    let more: Record<string, string> = {}
    do {
      const query = { 'list-type': '2', prefix: this.#prefix + prefix, ...more }
      const { text } = await this.#client.send({ method: 'GET', key: '', query, purpose })
      const page = this.#parsePage(text, prefix)
      for (const element of page.children) {
        const object = element.name === 'Contents' ? this.#listed(element) : undefined
        if (object) yield object
      }
      const token = textAt(page, 'IsTruncated') === 'true' ? textAt(page, 'NextContinuationToken') : undefined
      more = token === undefined ? {} : { 'continuation-token': token }
    } while ('continuation-token' in more)
  }

  async delete(path: string): Promise<void> {
    const purpose: Purpose = { verb: 'delete', path, permission: 's3:DeleteObject' }
    await this.#client.send({ method: 'DELETE', key: this.#key(path), purpose }, [404])
  }

  #key(path: string): string {
    return this.#prefix + checkStorePath(path)
  }

  async #get(
    path: string,
    at: number,
    end: number,
    etag: string | undefined,
    purpose: Purpose,
  ): Promise<S3Reply> {
    const whole = at === 0 && end === Number.POSITIVE_INFINITY
    const headers = {
      ...(whole ? {} : { range: `bytes=${at}-${end === Number.POSITIVE_INFINITY ? '' : end - 1}` }),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    }
    const reply = await this.#client.send(
      { method: 'GET', key: this.#key(path), headers, purpose },
      [404, 416],
      'stream',
    )
    if (reply.status !== 404) return reply
    throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`)
  }

  /**
   * The first conditional write of a process shows that the server keeps the condition, on an object that is there
   * afterwards: with its own bytes, so that a server that does not keep it has lost nothing. A Store's first write is
   * its `format`, so the proof comes before any record; at opening it would cost a request where nobody writes.
   */
  async #create(key: string, path: string, bytes: Uint8Array): Promise<boolean> {
    if (this.#proof !== undefined) {
      await this.#proof
      return this.#putWhole(key, path, bytes, true)
    }
    const first = this.#createProving(key, path, bytes)
    this.#proof = first
    try {
      return await first
    } catch (error) {
      this.#proof = undefined
      throw error
    }
  }

  async #createProving(key: string, path: string, bytes: Uint8Array): Promise<boolean> {
    const there = (await this.size(path)) === undefined ? undefined : await readWhole(this.read(path))
    if (there === undefined && !(await this.#putWhole(key, path, bytes, true))) return false
    if (await this.#putWhole(key, path, there ?? bytes, true, 'known'))
      throw this.#unconditional('ignores the condition')
    return there === undefined
  }

  /**
   * One request; the server compares the bytes with their digest.
   * @param before `known` where equal bytes are no sign that an attempt without an answer was ours
   * @returns false where the object was there
   */
  async #putWhole(
    key: string,
    path: string,
    bytes: Uint8Array,
    ifAbsent: boolean,
    before: 'known' | 'unknown' = 'unknown',
  ): Promise<boolean> {
    const digest = hexOf(digestOf(bytes))
    const purpose: Purpose = { verb: 'write', path, permission: 's3:PutObject' }
    const headers = {
      'x-amz-checksum-sha256': Buffer.from(digest, 'hex').toString('base64'),
      ...(ifAbsent ? { 'if-none-match': '*' } : {}),
    }
    await this.#uploads.enter()
    let reply: S3Reply
    try {
      reply = await this.#client.send(
        { method: 'PUT', key, headers, body: bytes, bodySha256: digest, purpose },
        ifAbsent ? [412, 501] : [],
      )
    } finally {
      this.#uploads.leave()
    }
    if (reply.status === 501) throw this.#unconditional('knows no condition')
    if (reply.status !== 412) return true
    // An attempt that got no answer may have arrived: then what is there is ours.
    if (!reply.uncertain || before === 'known') return false
    return Buffer.compare(await readWhole(this.read(path)), bytes) === 0
  }

  #putParts(key: string, path: string, content: Content, ifAbsent: boolean): Promise<boolean> {
    const expected = promisedDigest(path) as Digest
    const purpose: Purpose = { verb: 'write', path, permission: 's3:PutObject' }
    const pieces = contentPieces(content, planPartBytes(sizeOf(content), this.#settings.partBytes))
    return uploadParts(this.#client, { key, purpose, expected, ifAbsent }, pieces, this.#uploads)
  }

  /** Only blobs are sent in parts: what is written under a name of its own is small, and one request decides who was first. */
  #isLarge(path: string, content: Content): boolean {
    return promisedDigest(path) !== undefined && sizeOf(content) > this.#settings.partBytes
  }

  #listed(element: XmlElement): ListedObject | undefined {
    const key = textAt(element, 'Key') ?? ''
    // A key that ends with a slash is a folder that somebody made by hand in a console.
    if (!key.startsWith(this.#prefix) || key.endsWith('/')) return undefined
    return {
      path: key.slice(this.#prefix.length),
      bytes: Number(textAt(element, 'Size')),
      modifiedMs: Date.parse(textAt(element, 'LastModified') ?? ''),
    }
  }

  #parsePage(text: string, prefix: string): XmlElement {
    try {
      const page = parseXml(text)
      if (page.name === 'ListBucketResult') return page
      throw new Error(`it is "${page.name}"`)
    } catch (cause) {
      throw storeError(
        'store/read-failed',
        `Cannot list "${prefix}" in "${this.url}": the answer is no list of objects (${(cause as Error).message})`,
        { cause, hint: 'Check that the endpoint is one of S3, and no page of a console or a proxy' },
      )
    }
  }

  #unconditional(problem: string): Error {
    return storeError(
      'store/conditions-ignored',
      `Cannot write in "${this.url}": the server ${problem} "If-None-Match: *"; expected that it refuses to write over what is there`,
      {
        hint: 'Two runs could overwrite each other’s records there. Update the server, or use another: docs/guides/remotes.md',
      },
    )
  }
}

function sizeOf(content: Content): number {
  if (content instanceof Uint8Array) return content.length
  return 'file' in content ? statSync(content.file).size : content.bytes
}

/** Parts of the usual size, and larger ones where more than 10,000 would be needed. */
export function planPartBytes(bytes: number, usual: number): number {
  const mebibytes = Math.ceil(bytes / MOST_PARTS / (1 << 20))
  return Math.max(usual, bytes > usual * MOST_PARTS ? mebibytes * (1 << 20) : 0)
}

/** All the bytes, before any is sent. @throws store/object-corrupt when the path promises others */
async function take(path: string, content: Content): Promise<Uint8Array> {
  const bytes =
    content instanceof Uint8Array
      ? content
      : await readWhole(contentPieces(content, Number.POSITIVE_INFINITY))
  const promised = promisedDigest(path)
  const found = promised === undefined ? undefined : digestOf(bytes)
  if (promised !== undefined && found !== promised) throw corruptContent(path, found as Digest, promised)
  return bytes
}
