import { hexOf } from '@slipway/core'
import { parseSize, rangeHeader } from '../http/byte-range.ts'
import type {
  ListPage,
  ObjectService,
  ReadTask,
  ReplyHead,
  ServiceRequest,
  Task,
  Understood,
  WriteTask,
} from '../http/object-service.ts'
import { parseXml, textAt } from '../http/parse-xml.ts'
import type { AwsCredentials } from './credentials/aws-credentials.ts'
import { awsDomain } from './credentials/web-identity.ts'
import { meaningOf, parseErrorReply } from './s3-meaning.ts'
import { signAwsV4 } from './sign-aws-v4.ts'

export interface S3Place {
  readonly url: string
  readonly bucket: string
  /** Without a slash at its end; empty where the store is the whole bucket. */
  readonly prefix: string
  readonly region: string
  /** Undefined for AWS itself. */
  readonly endpoint: URL | undefined
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** A bucket of S3, or of a server that speaks its protocol. It follows the bucket to its region, once. */
export class S3Service implements ObjectService<AwsCredentials> {
  readonly url: string
  readonly prefix: string
  readonly home: string
  readonly condition = 'If-None-Match: *'
  readonly rights = {
    size: 's3:GetObject (and s3:ListBucket, to be told that it is absent)',
    read: 's3:GetObject',
    write: 's3:PutObject',
    list: 's3:ListBucket',
    delete: 's3:DeleteObject',
  }
  readonly #place: S3Place
  #region: string

  constructor(place: S3Place) {
    this.url = place.url
    this.prefix = place.prefix === '' ? '' : `${place.prefix}/`
    this.home = `bucket "${place.bucket}"`
    this.#place = place
    this.#region = place.region
  }

  get origin(): string {
    return this.#bucketUrl().origin
  }

  ask(task: Task): ServiceRequest {
    if (task.verb === 'list') {
      const more = task.page === undefined ? {} : { 'continuation-token': task.page }
      const query = { 'list-type': '2', prefix: this.prefix + task.path, ...more }
      return { method: 'GET', url: this.#urlOf('', query), headers: { 'x-amz-content-sha256': EMPTY_SHA256 } }
    }
    const url = this.#urlOf(this.prefix + task.path)
    if (task.verb === 'write') return { method: 'PUT', url, headers: headersOf(task), body: [task.bytes] }
    const headers = task.verb === 'read' ? rangeOf(task) : {}
    // Its first byte, in place of HEAD: an answer to that has no room for a reason.
    const asked = task.verb === 'size' ? { range: 'bytes=0-0' } : headers
    return {
      method: task.verb === 'delete' ? 'DELETE' : 'GET',
      url,
      headers: { ...asked, 'x-amz-content-sha256': EMPTY_SHA256 },
    }
  }

  sign(request: ServiceRequest, credentials: AwsCredentials, nowMs: number): ServiceRequest {
    return { ...request, headers: signAwsV4(request, credentials, this.#region, nowMs) }
  }

  understand({ status, headers }: ReplyHead, text: string, task: Task): Understood {
    const { region = headers.get('x-amz-bucket-region') ?? undefined, ...said } = parseErrorReply(text)
    const isElsewhere = [301, 307, 400].includes(status) && region !== undefined && region !== this.#region
    if (!isElsewhere && said.code !== 'PermanentRedirect')
      return { ...said, meaning: meaningOf(status, said.code, task) }
    const used = this.#region
    if (isElsewhere && used === this.#place.region) {
      this.#region = region
      return { ...said, meaning: 'again' }
    }
    const error = {
      code: 'store/region-wrong',
      problem: `the bucket is in region ${region ?? 'unknown'}; expected ${used}`,
      hint: `Add \`?region=${region ?? '…'}\` to the address`,
    } as const
    return { ...said, meaning: 'other', error }
  }

  readSize({ headers }: ReplyHead): number {
    // A page of a proxy has a length too, but no such tag.
    if (!headers.has('etag')) throw new Error('it is of no object')
    const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
    return parseSize(total ?? headers.get('content-length'))
  }

  readVersion(headers: Headers): string | undefined {
    return headers.get('etag') ?? undefined
  }

  readPage(text: string): ListPage {
    const page = parseXml(text)
    if (page.name !== 'ListBucketResult') throw new Error(`it is "${page.name}"`)
    const objects = page.children
      .filter(({ name }) => name === 'Contents')
      .map((object) => ({
        path: textAt(object, 'Key') ?? '',
        bytes: Number(textAt(object, 'Size')),
        modifiedMs: Date.parse(textAt(object, 'LastModified') ?? ''),
      }))
    const next = textAt(page, 'IsTruncated') === 'true' ? textAt(page, 'NextContinuationToken') : undefined
    return { objects, next }
  }

  #urlOf(key: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = this.#bucketUrl()
    url.pathname += key.split('/').map(encodeURIComponent).join('/')
    url.search = new URLSearchParams(query).toString().replaceAll('+', '%20')
    return url
  }

  /** The bucket is part of the host on AWS, where its name has no dot that would not fit a certificate; else of the path. */
  #bucketUrl(): URL {
    const { bucket, endpoint } = this.#place
    const host = `s3.${this.#region}.${awsDomain(this.#region)}`
    if (endpoint === undefined && !bucket.includes('.')) return new URL(`https://${bucket}.${host}/`)
    const url = new URL(endpoint ?? `https://${host}/`)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${bucket}/`
    return url
  }
}

function headersOf({ digest, ifAbsent }: WriteTask): Record<string, string> {
  return {
    'x-amz-content-sha256': hexOf(digest),
    'x-amz-checksum-sha256': Buffer.from(hexOf(digest), 'hex').toString('base64'),
    ...(ifAbsent ? { 'if-none-match': '*' } : {}),
  }
}

function rangeOf({ start, end, version }: ReadTask): Record<string, string> {
  return { ...rangeHeader({ start, end }), ...(version === undefined ? {} : { 'if-match': version }) }
}
