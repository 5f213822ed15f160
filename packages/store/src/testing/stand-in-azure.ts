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

/** The blobs of a storage account with one container, "bucket". */
export class StandInAzure extends StandInServer {
  static start(): Promise<StandInAzure> {
    return new StandInAzure().listen()
  }

  protected arrive(request: RawRequest): Arrival {
    const { method, url, headers, body } = request
    const key = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ''))
    const verbs: Readonly<Record<string, Arrival['verb']>> = { PUT: 'write', DELETE: 'delete', HEAD: 'size' }
    const verb = key === '' ? 'list' : (verbs[method] ?? 'read')
    const identity = /^(?:Bearer|SharedKey) ([^:]*)/.exec(headers.authorization ?? '')?.[1] ?? ''
    return { ...request, verb, key, content: body, identity }
  }

  protected answer({ verb, key, url, headers, content }: Arrival): Answer {
    if (verb === 'list') return this.#list(url.searchParams)
    if (verb === 'write') {
      const md5 = createHash('md5').update(content).digest('base64')
      if (headers['content-md5'] !== md5) return errorOf(400, 'Md5Mismatch')
      if (this.isMet(key, headers['if-none-match'] === '*')) return errorOf(409, 'BlobAlreadyExists')
      this.objects.set(key, content)
      return { status: 201, headers: {}, body: NOTHING }
    }
    const found = this.objects.get(key)
    if (found === undefined) return errorOf(404, 'BlobNotFound')
    if (verb === 'delete') {
      this.objects.delete(key)
      return { status: 202, headers: {}, body: NOTHING }
    }
    const etag = `"0x${md5Of(found)}"`
    if ((headers['if-match'] ?? etag) !== etag) return errorOf(412, 'ConditionNotMet')
    const part = partOf(found, headers.range)
    return part ? { ...part, headers: { ...part.headers, etag } } : errorOf(416, 'InvalidRange')
  }

  protected error({ status, code, headers }: ErrorAnswer): Answer {
    return errorOf(status, code, headers)
  }

  #list(query: URLSearchParams): Answer {
    const { keys, next } = this.page(query.get('prefix') ?? '', Number(query.get('marker') ?? 0))
    const at = new Date(LISTED_AT).toUTCString()
    const blobs = keys.map(
      (key) =>
        `<Blob><Name>${escapeXml(key)}</Name><Properties><Last-Modified>${at}</Last-Modified><Content-Length>${this.objects.get(key)?.length}</Content-Length></Properties></Blob>`,
    )
    return xml(
      `<EnumerationResults ContainerName="bucket"><Blobs>${blobs.join('')}</Blobs><NextMarker>${next ?? ''}</NextMarker></EnumerationResults>`,
    )
  }
}

function xml(text: string): Answer {
  // The service begins its documents so.
  return {
    status: 200,
    headers: {},
    body: Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?>${text}`),
  }
}

function errorOf(status: number, code = '', headers: Readonly<Record<string, string>> = {}): Answer {
  if (code === '') return { status, headers, body: NOTHING }
  const message = 'Said by the stand-in &amp; nobody else.\nRequestId:1\nTime:2026-01-02T03:04:05Z'
  const text = xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`)
  return { ...text, status, headers: { ...headers, 'x-ms-error-code': code } }
}
