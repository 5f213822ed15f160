import { createHash } from 'node:crypto'
import { escapeXml } from '../http/parse-xml.ts'
import {
  type Answer,
  type Arrival,
  type ErrorAnswer,
  LISTED_AT,
  md5Of,
  NOTHING,
  partOf,
  type RawRequest,
  StandInServer,
} from './stand-in-server.ts'

/** An S3 with one bucket, "bucket". */
export class StandInS3 extends StandInServer {
  static start(): Promise<StandInS3> {
    return new StandInS3().listen()
  }

  protected arrive(request: RawRequest): Arrival {
    const { method, url, headers, body } = request
    const key = decodeURIComponent(url.pathname.replace(/^\/bucket\//, ''))
    const verbs = { PUT: 'write', DELETE: 'delete' } as const
    const asked = key === '' ? 'list' : headers.range === 'bytes=0-0' ? 'size' : 'read'
    const verb = method === 'PUT' || method === 'DELETE' ? verbs[method] : asked
    const identity = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''
    return { ...request, verb, key, content: body, identity }
  }

  protected answer({ verb, key, url, headers, content }: Arrival): Answer {
    const sha256 = createHash('sha256').update(content).digest('hex')
    if (headers['x-amz-content-sha256'] !== sha256) return errorOf(400, 'XAmzContentSHA256Mismatch')
    if (verb === 'list') return this.#list(url.searchParams)
    if (verb === 'write') {
      if (this.isMet(key, headers['if-none-match'] === '*')) return errorOf(412, 'PreconditionFailed')
      this.objects.set(key, content)
      return { status: 200, headers: {}, body: NOTHING }
    }
    if (verb === 'delete') {
      this.objects.delete(key)
      return { status: 204, headers: {}, body: NOTHING }
    }
    const found = this.objects.get(key)
    if (found === undefined) return errorOf(404, 'NoSuchKey')
    const etag = `"${md5Of(found)}"`
    if ((headers['if-match'] ?? etag) !== etag) return errorOf(412, 'PreconditionFailed')
    const part = partOf(found, headers.range)
    return part ? { ...part, headers: { ...part.headers, etag } } : errorOf(416, 'InvalidRange')
  }

  protected error({ status, code, headers, detail }: ErrorAnswer): Answer {
    return errorOf(status, code, headers, detail)
  }

  #list(query: URLSearchParams): Answer {
    const { keys, next } = this.page(query.get('prefix') ?? '', Number(query.get('continuation-token') ?? 0))
    const contents = keys.map(
      (key) =>
        `<Contents><Key>${escapeXml(key)}</Key><LastModified>${LISTED_AT}</LastModified><Size>${this.objects.get(key)?.length}</Size></Contents>`,
    )
    const token = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`
    return xml(
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`,
    )
  }
}

function xml(text: string): Answer {
  return { status: 200, headers: {}, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`) }
}

function errorOf(
  status: number,
  code = '',
  headers: Readonly<Record<string, string>> = {},
  detail = '',
): Answer {
  const text = `<Error><Code>${code}</Code><Message>Said by the stand-in &amp; nobody else</Message>${detail}</Error>`
  return { ...(code === '' ? xml('') : xml(text)), status, headers }
}
