import { createHash } from 'node:crypto'
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

/** Google Cloud Storage's JSON API with one bucket, "bucket". */
export class StandInGcs extends StandInServer {
  static start(): Promise<StandInGcs> {
    return new StandInGcs().listen()
  }

  protected arrive(request: RawRequest): Arrival {
    const { method, url, headers } = request
    const identity = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    if (method === 'POST') {
      const { described, content } = parseRelated(request)
      return { ...request, verb: 'write', key: described.name ?? '', content, identity }
    }
    const key = decodeURIComponent(/^\/storage\/v1\/b\/bucket\/o\/(.*)$/.exec(url.pathname)?.[1] ?? '')
    const asked = url.searchParams.get('alt') === 'media' ? 'read' : 'size'
    const verb = method === 'DELETE' ? 'delete' : key === '' ? 'list' : asked
    return { ...request, verb, key, content: NOTHING, identity }
  }

  protected answer(arrival: Arrival): Answer {
    const { verb, key, url, headers, content } = arrival
    const condition = url.searchParams.get('ifGenerationMatch')
    if (verb === 'list') return this.#list(url.searchParams)
    if (verb === 'write') {
      const md5 = createHash('md5').update(content).digest('base64')
      if (parseRelated(arrival).described.md5Hash !== md5) return errorOf(400, 'invalid')
      if (this.isMet(key, condition === '0')) return errorOf(412, 'conditionNotMet')
      this.objects.set(key, content)
      return json({ generation: generationOf(content) })
    }
    const found = this.objects.get(key)
    if (found === undefined) return errorOf(404, 'notFound', `No such object: bucket/${key}`)
    if (verb === 'delete') {
      this.objects.delete(key)
      return { status: 204, headers: {}, body: NOTHING }
    }
    if (verb === 'size') return json({ size: `${found.length}` })
    const generation = generationOf(found)
    if ((condition ?? generation) !== generation) return errorOf(412, 'conditionNotMet')
    const part = partOf(found, headers.range)
    return part
      ? { ...part, headers: { ...part.headers, 'x-goog-generation': generation } }
      : errorOf(416, 'requestedRangeNotSatisfiable')
  }

  protected error({ status, code, headers, detail }: ErrorAnswer): Answer {
    return { ...errorOf(status, code, detail), headers: headers ?? {} }
  }

  #list(query: URLSearchParams): Answer {
    const { keys, next } = this.page(query.get('prefix') ?? '', Number(query.get('pageToken') ?? 0))
    const items = keys.map((name) => ({
      name,
      size: `${this.objects.get(name)?.length}`,
      updated: LISTED_AT,
    }))
    return json({
      ...(items.length > 0 ? { items } : {}),
      ...(next === undefined ? {} : { nextPageToken: `${next}` }),
    })
  }
}

/** The description and the bytes of an upload. https://www.rfc-editor.org/rfc/rfc2387 */
function parseRelated({ headers, body }: Pick<RawRequest, 'headers' | 'body'>): {
  described: { readonly name?: string; readonly md5Hash?: string }
  content: Buffer
} {
  const boundary = /boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  const bodyAfter = (from: number) => body.indexOf('\r\n\r\n', from) + 4
  const first = bodyAfter(0)
  const firstEnd = body.indexOf(`\r\n--${boundary}`, first)
  const second = bodyAfter(firstEnd)
  return {
    described: JSON.parse(body.subarray(first, firstEnd).toString()),
    content: body.subarray(second, body.lastIndexOf(`\r\n--${boundary}--`)),
  }
}

const generationOf = (object: Buffer) => `${Number.parseInt(md5Of(object).slice(0, 12), 16)}`

function json(value: object): Answer {
  return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(value)) }
}

function errorOf(code: number, reason = '', message = 'Said by the stand-in & nobody else'): Answer {
  if (reason === '') return { ...json({}), body: NOTHING, status: code }
  return { ...json({ error: { code, message, errors: [{ reason, message }] } }), status: code }
}
