import { createHash } from 'node:crypto'
import { parseSize, rangeHeader } from '../http/byte-range.ts'
import { isPassingStatus } from '../http/http-failure.ts'
import type {
  ListPage,
  Meaning,
  ObjectService,
  ReplyHead,
  ServiceRequest,
  Task,
  Understood,
  WriteTask,
} from '../http/object-service.ts'
import { parseXml, textAt, type XmlElement } from '../http/parse-xml.ts'
import type { AzureCredentials } from './azure-credentials.ts'
import type { AzureAddress } from './parse-azure-address.ts'
import { signSharedKey } from './sign-shared-key.ts'

/** Everything that is used here is older; newer servers keep it. */
const API_VERSION = '2021-08-06'

/** A container of Azure Blob Storage. https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api */
export class AzureService implements ObjectService<AzureCredentials> {
  readonly url: string
  readonly prefix: string
  readonly home: string
  readonly origin: string
  readonly condition = 'If-None-Match: *'
  readonly rights = {
    size: '…/containers/blobs/read (Storage Blob Data Reader)',
    read: '…/containers/blobs/read (Storage Blob Data Reader)',
    write: '…/containers/blobs/add/action, or …/blobs/write to write over what is there',
    list: '…/containers/blobs/read (Storage Blob Data Reader)',
    delete: '…/containers/blobs/delete',
  }
  readonly #account: string
  readonly #container: string

  /** @param endpoint of the account's blobs */
  constructor(url: string, { account, container, prefix }: AzureAddress, endpoint: URL) {
    this.url = url
    this.prefix = prefix === '' ? '' : `${prefix}/`
    this.home = `container "${container}"`
    this.origin = endpoint.href.replace(/\/+$/, '')
    this.#account = account
    this.#container = container
  }

  ask(task: Task): ServiceRequest {
    switch (task.verb) {
      case 'write':
        return this.#request('PUT', task.path, headersOf(task), [task.bytes])
      case 'read': {
        const pinned = task.version === undefined ? {} : { 'if-match': task.version }
        return this.#request('GET', task.path, { ...rangeHeader(task), ...pinned })
      }
      case 'list': {
        const request = this.#request('GET', '')
        const page = task.page === undefined ? {} : { marker: task.page }
        const query = { restype: 'container', comp: 'list', prefix: this.prefix + task.path, ...page }
        request.url.search = new URLSearchParams(query).toString().replaceAll('+', '%20')
        return request
      }
      case 'size':
        return this.#request('HEAD', task.path)
      case 'delete':
        return this.#request('DELETE', task.path)
    }
  }

  sign(asked: ServiceRequest, credentials: AzureCredentials, nowMs: number): ServiceRequest {
    const dated = { ...asked.headers, 'x-ms-date': new Date(nowMs).toUTCString() }
    if ('token' in credentials) {
      const authorization = `Bearer ${credentials.token.reveal()}`
      return { ...asked, headers: { ...dated, authorization } }
    }
    if ('parameters' in credentials) {
      const url = new URL(asked.url)
      url.search += `${url.search === '' ? '?' : '&'}${credentials.parameters.reveal()}`
      return { ...asked, url, headers: dated }
    }
    const authorization = signSharedKey({ ...asked, headers: dated }, this.#account, credentials.key.reveal())
    return { ...asked, headers: { ...dated, authorization } }
  }

  understand({ status, headers }: ReplyHead, text: string, task: Task): Understood {
    const root = tryParse(text)
    const code = headers.get('x-ms-error-code') ?? (root && textAt(root, 'Code')) ?? ''
    // The lines after the first are the request's number and its time.
    const message = ((root && textAt(root, 'Message')) ?? '').split('\n')[0] ?? ''
    return { code, message, meaning: meaningOf(status, code, task) }
  }

  readSize({ headers }: ReplyHead): number {
    // A page of a proxy has a length too, but no such tag.
    if (!headers.has('etag')) throw new Error('it is of no object')
    return parseSize(headers.get('content-length'))
  }

  readVersion(headers: Headers): string | undefined {
    return headers.get('etag') ?? undefined
  }

  readPage(text: string): ListPage {
    const page = parseXml(text)
    if (page.name !== 'EnumerationResults') throw new Error(`it is "${page.name}"`)
    const blobs = page.children.find(({ name }) => name === 'Blobs')?.children ?? []
    // Where names are a hierarchy, folders are listed too.
    const files = blobs.filter((blob) => textAt(blob, 'Properties', 'ResourceType') !== 'directory')
    const objects = files.map((blob) => ({
      path: textAt(blob, 'Name') ?? '',
      bytes: Number(textAt(blob, 'Properties', 'Content-Length')),
      modifiedMs: Date.parse(textAt(blob, 'Properties', 'Last-Modified') ?? ''),
    }))
    return { objects, next: textAt(page, 'NextMarker') || undefined }
  }

  #request(
    method: ServiceRequest['method'],
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: readonly Uint8Array[],
  ): ServiceRequest {
    const key = path === '' ? '' : `/${(this.prefix + path).split('/').map(encodeURIComponent).join('/')}`
    const url = new URL(`${this.origin}/${this.#container}${key}`)
    return { method, url, headers: { ...headers, 'x-ms-version': API_VERSION }, ...(body ? { body } : {}) }
  }
}

function headersOf({ bytes, ifAbsent }: WriteTask): Record<string, string> {
  return {
    'x-ms-blob-type': 'BlockBlob',
    'content-type': 'application/octet-stream',
    'content-md5': createHash('md5').update(bytes).digest('base64'),
    ...(ifAbsent ? { 'if-none-match': '*' } : {}),
  }
}

function tryParse(text: string): XmlElement | undefined {
  try {
    const root = parseXml(text)
    return root.name === 'Error' ? root : undefined
  } catch {
    // A proxy's page in HTML, an empty body: the status says what there is to say.
    return undefined
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  AuthenticationFailed: 'refused',
  BlobAlreadyExists: 'unmet',
  BlobNotFound: 'absent',
  ConditionNotMet: 'unmet',
  ContainerBeingDeleted: 'homeless',
  ContainerNotFound: 'homeless',
  InternalError: 'busy',
  InvalidAuthenticationInfo: 'expired',
  InvalidRange: 'beyond',
  OperationTimedOut: 'busy',
  ResourceNotFound: 'absent',
  ServerBusy: 'busy',
  TargetConditionNotMet: 'unmet',
}

function meaningOf(status: number, code: string, { verb }: Task): Meaning {
  const known = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined
  if (known !== undefined) return known
  if (isPassingStatus(status)) return 'busy'
  if (status === 401) return 'expired'
  if (status === 403) return 'denied'
  if (status === 404) return code === '' && verb !== 'list' ? 'absent' : 'other'
  if (status === 412) return 'unmet'
  if (status === 416) return 'beyond'
  return status === 501 && verb === 'write' ? 'unconditional' : 'other'
}
