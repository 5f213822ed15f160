import { existsSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { readBody } from '../http/read-body.ts'
import { type Exchange, sendFile } from '../http/send-reply.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { allJobs } from '../state/run-entry.ts'
import { artifactFileName } from './artifact-address.ts'
import { ArtifactService } from './artifact-service.ts'
import type { BlobStore } from './blob-store.ts'
import { CacheService } from './cache-service.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { RuntimeIdentity, RuntimeTokens } from './runtime-token.ts'
import { TwirpError, type TwirpRequest } from './twirp.ts'

type Method = (request: TwirpRequest, who: RuntimeIdentity) => object

/** GitHub's Results service: artifacts (v4), caches (v2), their bytes, and identity tokens. */
export class ResultsHandler {
  readonly #forge: ForgeState
  readonly #tokens: RuntimeTokens
  readonly #provider: IdentityProvider
  readonly #blobs: BlobStore
  readonly #methods: ReadonlyMap<string, Method>

  constructor(
    forge: ForgeState,
    parts: { readonly tokens: RuntimeTokens; readonly provider: IdentityProvider; readonly blobs: BlobStore },
  ) {
    this.#forge = forge
    this.#tokens = parts.tokens
    this.#provider = parts.provider
    this.#blobs = parts.blobs
    const artifacts = new ArtifactService(forge, parts.blobs)
    const caches = new CacheService(forge, parts.blobs)
    this.#methods = new Map<string, Method>([
      ['ArtifactService/CreateArtifact', (request, who) => artifacts.CreateArtifact(request, who)],
      ['ArtifactService/FinalizeArtifact', (request, who) => artifacts.FinalizeArtifact(request, who)],
      ['ArtifactService/ListArtifacts', (request, who) => artifacts.ListArtifacts(request, who)],
      [
        'ArtifactService/GetSignedArtifactURL',
        (request, who) => artifacts.GetSignedArtifactURL(request, who),
      ],
      ['ArtifactService/DeleteArtifact', (request, who) => artifacts.DeleteArtifact(request, who)],
      ['CacheService/CreateCacheEntry', (request, who) => caches.CreateCacheEntry(request, who)],
      [
        'CacheService/FinalizeCacheEntryUpload',
        (request, who) => caches.FinalizeCacheEntryUpload(request, who),
      ],
      [
        'CacheService/GetCacheEntryDownloadURL',
        (request, who) => caches.GetCacheEntryDownloadURL(request, who),
      ],
    ])
  }

  /** `POST /twirp/github.actions.results.api.v1.<service>/<method>` */
  async handleCall({ request, response }: Exchange, name: string): Promise<void> {
    try {
      const who = this.#tokens.read(request.headers.authorization)
      if (!who) throw new TwirpError(401, 'unauthenticated', 'the runtime token is not valid')
      const method = this.#methods.get(name)
      if (!method) throw new TwirpError(404, 'bad_route', `there is no ${name}`)
      const body = JSON.parse((await readBody(request)).toString()) as TwirpRequest
      sendJson({ request, response }, 200, method(body, who))
    } catch (error) {
      if (!(error instanceof TwirpError)) throw error
      sendJson({ request, response }, error.status, { code: error.code, msg: error.message })
    }
  }

  /** `/_oidc/…` */
  handleIdentity(exchange: Exchange, path: string, query: URLSearchParams): void {
    const [status, body] = this.#identity(exchange.request.headers.authorization, path, query)
    sendJson(exchange, status, body)
  }

  #identity(
    authorization: string | undefined,
    path: string,
    query: URLSearchParams,
  ): readonly [number, object] {
    if (path === '/.well-known/openid-configuration') return [200, this.#provider.configuration]
    if (path === '/.well-known/jwks') return [200, this.#provider.keySet]
    if (path !== '/token') return [404, { message: 'Not Found' }]
    const who = this.#tokens.read(authorization)
    const value = who && this.#provider.issue(who, query.get('audience'))
    if (value === undefined) return [401, { message: 'The job has no "id-token: write"' }]
    return [200, { count: value.length, value }]
  }

  /** `/_signed/<kind>/<id>/<name>`: Azure's protocol for blobs, and logs. */
  async handleSigned(exchange: Exchange, path: string, query: URLSearchParams): Promise<void> {
    const { request, response } = exchange
    const [kind = '', id = ''] = path.split('/').slice(1)
    const writing = request.method === 'PUT'
    if (!this.#forge.signer.allows({ kind, id, verb: writing ? 'w' : 'r' }, query)) {
      response.writeHead(403, { 'x-ms-error-code': 'AuthenticationFailed' }).end()
      return
    }
    if (kind === 'log') return this.#sendLog(exchange, Number(id))
    if (writing) return this.#receive(exchange, id, query)
    if (this.#blobs.find(id)) return sendFile(exchange, this.#blobs.path(id), this.#blobHeaders(id))
    response.writeHead(404, { 'x-ms-error-code': 'BlobNotFound' }).end()
  }

  async #receive({ request, response }: Exchange, id: string, query: URLSearchParams): Promise<void> {
    if (this.#blobs.isFrozen(id)) {
      response.writeHead(409, { 'x-ms-error-code': 'BlobImmutableDueToPolicy' }).end()
      return
    }
    switch (query.get('comp')) {
      case 'block':
        await this.#blobs.putBlock(id, query.get('blockid') ?? '', request)
        break
      case 'blocklist': {
        const xml = (await readBody(request)).toString()
        const blocks = [...xml.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</g)]
        await this.#blobs.commit(
          id,
          blocks.map((match) => match[1] ?? ''),
        )
        break
      }
      default:
        await this.#blobs.put(id, request)
    }
    response
      .writeHead(201, {
        ...this.#azureHeaders(id),
        'content-length': 0,
        'x-ms-request-server-encrypted': 'true',
      })
      .end()
  }

  #azureHeaders(id: string): OutgoingHttpHeaders {
    return {
      'x-ms-request-id': id,
      'x-ms-version': '2025-01-05',
      'last-modified': this.#forge.now().toUTCString(),
      etag: `"${id}"`,
    }
  }

  #blobHeaders(id: string): OutgoingHttpHeaders {
    const artifact = this.#forge.repositories
      .map((repository) => repository.artifacts.get(Number(id)))
      .find((candidate) => candidate !== undefined)
    return {
      ...this.#azureHeaders(id),
      'x-ms-blob-type': 'BlockBlob',
      'content-type': artifact?.mime ?? 'application/octet-stream',
      ...(artifact
        ? {
            'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(artifactFileName(artifact))}`,
          }
        : {}),
    }
  }

  async #sendLog(exchange: Exchange, jobId: number): Promise<void> {
    const job = this.#forge.repositories
      .flatMap((repository) => [...repository.runs.values()].flatMap(allJobs))
      .find((candidate) => candidate.id === jobId)
    if (job && existsSync(job.logFile))
      return sendFile(exchange, job.logFile, { 'content-type': 'text/plain; charset=utf-8' })
    exchange.response.writeHead(404).end()
  }
}

function sendJson({ response }: Exchange, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
