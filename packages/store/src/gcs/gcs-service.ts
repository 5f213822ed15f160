import { createHash, randomUUID } from 'node:crypto'
import { parseSize, rangeHeader } from '../http/byte-range.ts'
import type { Expiring } from '../http/credentials.ts'
import { isPassingStatus } from '../http/http-failure.ts'
import type {
  ListPage,
  Meaning,
  ObjectService,
  ReadTask,
  ReplyHead,
  ServiceRequest,
  Task,
  Understood,
  WriteTask,
} from '../http/object-service.ts'
import type { GcsAddress } from './parse-gcs-address.ts'

/** An access token; none for an emulator, or a bucket that everybody may read. */
export interface GcsCredentials extends Expiring {
  readonly token: { reveal(): string } | undefined
}

/** A bucket of Google Cloud Storage, by its JSON API. https://cloud.google.com/storage/docs/json_api/v1 */
export class GcsService implements ObjectService<GcsCredentials> {
  readonly url: string
  readonly prefix: string
  readonly home: string
  readonly origin: string
  readonly condition = 'ifGenerationMatch=0'
  readonly rights = {
    size: 'storage.objects.get (and storage.objects.list, to be told that it is absent)',
    read: 'storage.objects.get',
    write: 'storage.objects.create (and storage.objects.delete, to write over what is there)',
    list: 'storage.objects.list',
    delete: 'storage.objects.delete',
  }
  readonly #bucket: string

  constructor(url: string, { bucket, prefix }: GcsAddress, endpoint: URL) {
    this.url = url
    this.prefix = prefix === '' ? '' : `${prefix}/`
    this.home = `bucket "${bucket}"`
    this.origin = endpoint.href.replace(/\/+$/, '')
    this.#bucket = bucket
  }

  ask(task: Task): ServiceRequest {
    switch (task.verb) {
      case 'write':
        return this.#upload(task)
      case 'read':
        return this.#download(task)
      case 'list': {
        const page = task.page === undefined ? {} : { pageToken: task.page }
        const fields = 'items(name,size,updated),nextPageToken'
        return this.#request('GET', '', { prefix: this.prefix + task.path, fields, ...page })
      }
      case 'size':
        return this.#request('GET', task.path, { fields: 'size' })
      case 'delete':
        return this.#request('DELETE', task.path)
    }
  }

  sign(request: ServiceRequest, { token }: GcsCredentials): ServiceRequest {
    if (token === undefined) return request
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.reveal()}` } }
  }

  understand({ status }: ReplyHead, text: string, task: Task): Understood {
    const { reason, message } = parseErrorReply(text)
    return { code: reason, message, meaning: meaningOf(status, reason, message, task) }
  }

  readSize(_: ReplyHead, text: string): number {
    return parseSize((JSON.parse(text) as { size?: string }).size)
  }

  readVersion(headers: Headers): string | undefined {
    return headers.get('x-goog-generation') ?? undefined
  }

  readPage(text: string): ListPage {
    const page = JSON.parse(text) as {
      items?: { name: string; size: string; updated: string }[]
      nextPageToken?: string
    }
    const objects = (page.items ?? []).map(({ name, size, updated }) => ({
      path: name,
      bytes: Number(size),
      modifiedMs: Date.parse(updated),
    }))
    return { objects, next: page.nextPageToken || undefined }
  }

  #request(
    method: ServiceRequest['method'],
    path: string,
    query: Readonly<Record<string, string>> = {},
  ): ServiceRequest {
    const object = path === '' ? '' : `/${encodeURIComponent(this.prefix + path)}`
    const url = new URL(`${this.origin}/storage/v1/b/${this.#bucket}/o${object}`)
    url.search = new URLSearchParams(query).toString()
    return { method, url, headers: {} }
  }

  #download({ path, start, end, version }: ReadTask): ServiceRequest {
    const pinned = version === undefined ? {} : { ifGenerationMatch: version }
    return {
      ...this.#request('GET', path, { alt: 'media', ...pinned }),
      headers: rangeHeader({ start, end }),
    }
  }

  /** Description and bytes in one request: the server compares the bytes with the digest beside them. */
  #upload({ path, bytes, ifAbsent }: WriteTask): ServiceRequest {
    const url = new URL(`${this.origin}/upload/storage/v1/b/${this.#bucket}/o`)
    url.search = new URLSearchParams({
      uploadType: 'multipart',
      fields: 'generation',
      ...(ifAbsent ? { ifGenerationMatch: '0' } : {}),
    }).toString()
    const type = 'application/octet-stream'
    const md5Hash = createHash('md5').update(bytes).digest('base64')
    // Else a public bucket gives out for an hour what was there before.
    const described = { name: this.prefix + path, contentType: type, cacheControl: 'no-store', md5Hash }
    const boundary = randomUUID()
    const before = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(described)}\r\n--${boundary}\r\ncontent-type: ${type}\r\n\r\n`
    return {
      method: 'POST',
      url,
      headers: { 'content-type': `multipart/related; boundary=${boundary}` },
      body: [Buffer.from(before), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)],
    }
  }
}

function parseErrorReply(text: string): { reason: string; message: string } {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: { reason?: string }[] } }
    return { reason: error?.errors?.[0]?.reason ?? '', message: error?.message ?? '' }
  } catch {
    // A download that is refused says why as plain text, in one line; a proxy sends a page.
    return { reason: '', message: /^[^<>\n]{1,300}$/.test(text) ? text : '' }
  }
}

/** https://cloud.google.com/storage/docs/json_api/v1/status-codes */
function meaningOf(status: number, reason: string, message: string, { verb }: Task): Meaning {
  if (isPassingStatus(status) || status === 409 || /rateLimitExceeded/i.test(reason)) return 'busy'
  if (status === 404) {
    const isHome = verb === 'write' || verb === 'list' || /bucket does not exist/i.test(message)
    return isHome ? 'homeless' : 'absent'
  }
  // Of a token that GCS does not take it does not say why: it may have expired.
  if (status === 401) return reason === 'required' ? 'denied' : 'expired'
  if (status === 403) return 'denied'
  if (status === 412 || status === 304) return 'unmet'
  return status === 416 ? 'beyond' : 'other'
}
