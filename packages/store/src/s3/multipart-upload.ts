import { createHash } from 'node:crypto'
import { type Digest, digestOf, hexOf } from '@slipway/core'
import { storeError } from '../error.ts'
import type { UploadLimit } from '../http/upload-limit.ts'
import { escapeXml, parseXml, textAt } from './parse-xml.ts'
import type { S3Client } from './s3-client.ts'
import type { Purpose } from './s3-failure.ts'

/** Parts of one object that are under way at a time. */
const PARTS_AT_A_TIME = 4

export interface MultipartTarget {
  readonly key: string
  readonly purpose: Purpose
  /** What the whole has to be: else nothing appears. */
  readonly expected: Digest
  readonly ifAbsent: boolean
}

/**
 * Uploads a large object in parts, each checked by the server against its digest, and completes it only once the whole
 * has the digest that it should; whatever fails before, the parts are removed again.
 * @returns false where the object was there
 * @throws store/object-corrupt, and as S3Client.send()
 */
export async function uploadParts(
  client: S3Client,
  target: MultipartTarget,
  pieces: AsyncIterable<Uint8Array>,
  limit: UploadLimit,
): Promise<boolean> {
  const { key, purpose, expected, ifAbsent } = target
  const upload = await begin(client, target)
  try {
    const { etags, digest } = await sendParts(client, target, upload, pieces, limit)
    if (digest !== expected) throw corruptContent(purpose.path, digest, expected)
    const body = Buffer.from(completion(etags))
    const reply = await client.send(
      {
        method: 'POST',
        key,
        query: { uploadId: upload },
        headers: { 'content-type': 'application/xml', ...(ifAbsent ? { 'if-none-match': '*' } : {}) },
        body,
        bodySha256: hexOf(digestOf(body)),
        purpose,
      },
      [404, 412],
    )
    if (reply.status < 400) return true
    if (reply.status === 404) {
      // The parts are gone: an attempt without an answer has completed them, or a race that another writer won dropped them.
      const { status } = await client.send({ method: 'HEAD', key, purpose }, [404])
      if (status !== 404) return reply.uncertain
      throw storeError(
        'store/write-failed',
        `Cannot write "${purpose.path}": its parts are gone from the bucket`,
        {
          hint: 'Try again; the bucket may have a rule that removes incomplete uploads too early',
        },
      )
    }
    await abort(client, key, upload, purpose)
    return false
  } catch (error) {
    // What could not be removed either is cleared by the bucket's rule for incomplete uploads; the first error says why.
    await abort(client, key, upload, purpose).catch(() => {})
    throw error
  }
}

export function corruptContent(path: string, found: Digest, expected: Digest): Error {
  return storeError(
    'store/object-corrupt',
    `Cannot write "${path}": the content has digest ${found}; expected ${expected}`,
  )
}

async function begin(client: S3Client, { key, purpose }: MultipartTarget): Promise<string> {
  const { text } = await client.send({ method: 'POST', key, query: { uploads: '' }, purpose })
  const upload = textAt(parseXml(text), 'UploadId')
  if (upload) return upload
  throw storeError(
    'store/write-failed',
    `Cannot write "${purpose.path}": the server began no upload in parts`,
  )
}

async function sendParts(
  client: S3Client,
  { key, purpose }: MultipartTarget,
  upload: string,
  pieces: AsyncIterable<Uint8Array>,
  limit: UploadLimit,
): Promise<{ etags: readonly string[]; digest: Digest }> {
  const hash = createHash('sha256')
  const etags: string[] = []
  const failures: unknown[] = []
  const under = new Set<Promise<void>>()
  const send = async (piece: Uint8Array, at: number) => {
    const query = { partNumber: `${at + 1}`, uploadId: upload }
    const bodySha256 = hexOf(digestOf(piece))
    const reply = await client.send({ method: 'PUT', key, query, body: piece, bodySha256, purpose })
    etags[at] = reply.headers.get('etag') ?? ''
  }
  let at = 0
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      while (under.size >= PARTS_AT_A_TIME) await Promise.race(under)
      await limit.enter()
      if (failures.length > 0) {
        limit.leave()
        break
      }
      const part: Promise<void> = send(piece, at++)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          limit.leave()
          under.delete(part)
        })
      under.add(part)
    }
  } finally {
    // Nothing of this upload may arrive after it was aborted.
    await Promise.all(under)
  }
  if (failures.length > 0) throw failures[0]
  return { etags, digest: `sha256:${hash.digest('hex')}` }
}

function completion(etags: readonly string[]): string {
  const parts = etags.map(
    (etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
  )
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`
}

async function abort(client: S3Client, key: string, upload: string, purpose: Purpose): Promise<void> {
  const asked = { ...purpose, permission: 's3:AbortMultipartUpload' }
  await client.send({ method: 'DELETE', key, query: { uploadId: upload }, purpose: asked }, [404])
}
