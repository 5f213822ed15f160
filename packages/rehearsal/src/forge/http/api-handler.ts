import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Problem, Validator } from '../../openapi/validator.ts'
import { allOperations, type Target } from '../api/operations.ts'
import { answerGraphql } from '../graphql/answer.ts'
import type { Actor } from '../state/actor.ts'
import { actorOf } from '../state/credentials.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { canSee, hasRight, type Right, roleOf } from '../state/rights.ts'
import { Call, type CallInit, found, RepositoryCall } from './call.ts'
import { HttpError } from './http-error.ts'
import type { RepositoryOperation } from './operation.ts'
import { linkHeader, pageOf } from './pagination.ts'
import { readJson } from './read-body.ts'
import type { ListReply, Reply } from './reply.ts'
import { type Match, Router } from './router.ts'
import { type Exchange, type PlainReply, sendReply } from './send-reply.ts'

/** A reply that matches none of many alternatives has hundreds of problems; these tell enough. */
const MOST_PROBLEMS = 8

/** The REST API: finds the operation, asks for rights, checks the request, runs it, checks the reply. */
export class ApiHandler {
  readonly #forge: ForgeState
  readonly #validator: Validator
  readonly #router = new Router(allOperations())
  #requests = 0

  constructor(forge: ForgeState, validator: Validator) {
    this.#forge = forge
    this.#validator = validator
  }

  /** @param path the part of the address below the API's root, still escaped */
  async handle(exchange: Exchange, path: string, query: URLSearchParams): Promise<void> {
    const headers = this.#headers()
    const method = exchange.request.method === 'HEAD' ? 'GET' : (exchange.request.method ?? 'GET')
    const match = this.#router.find(method, path)
    try {
      const actor = actorOf(this.#forge, exchange.request.headers)
      if (!actor) throw new HttpError(401, 'Bad credentials')
      if (method === 'POST' && path === '/graphql') return await this.#graphql(exchange, actor, headers)
      if (!match) throw HttpError.notFound()
      const reply = await this.#run(exchange, match, actor, query, headers)
      const plain = reply.kind === 'list' ? await this.#page(exchange, reply, query, path, headers) : reply
      this.#check(match.key, plain)
      await sendReply(exchange, plain, headers)
    } catch (error) {
      await this.#refuse(exchange, match?.key ?? `${method} ${path}`, error, headers)
    }
  }

  async #run(
    exchange: Exchange,
    match: Match<Target>,
    actor: Actor,
    query: URLSearchParams,
    headers: OutgoingHttpHeaders,
  ): Promise<Reply> {
    const { key, target, parameters } = match
    const repository = target.scope === 'repository' ? this.#repository(parameters, actor) : undefined
    if (target.scope === 'repository' && repository) {
      headers['x-accepted-github-permissions'] = acceptedPermissions(target.operation.needs)
      authorize(target.operation, actor, repository)
    }
    refuseProblems(this.#validator.checkQuery(key, query))
    const takesJson = Boolean(this.#validator.operation(key)?.request)
    const body = takesJson ? await readJson(exchange.request) : undefined
    refuseProblems(this.#validator.checkRequest(key, body))
    const init: CallInit = {
      forge: this.#forge,
      actor,
      path: parameters,
      query,
      body,
      request: exchange.request,
    }
    if (target.scope === 'root') return target.operation.handle(new Call(init))
    return target.operation.handle(new RepositoryCall(init, found(repository)))
  }

  /** It has one address, and no part in the description of the REST API. */
  async #graphql(exchange: Exchange, actor: Actor, headers: OutgoingHttpHeaders): Promise<void> {
    if (actor.kind === 'anonymous')
      throw new HttpError(401, 'This endpoint requires you to be authenticated.')
    const request = (await readJson(exchange.request)) ?? {}
    const body = await answerGraphql(this.#forge, actor, request)
    await sendReply(exchange, { kind: 'json', status: 200, body }, headers)
  }

  #repository(parameters: Readonly<Record<string, string>>, actor: Actor): ForgeRepository {
    const repository = found(this.#forge.findRepository(parameters.owner ?? '', parameters.repo ?? ''))
    if (!canSee(actor, repository)) throw HttpError.notFound()
    return repository
  }

  async #page(
    { request }: Exchange,
    reply: ListReply,
    query: URLSearchParams,
    path: string,
    headers: OutgoingHttpHeaders,
  ): Promise<PlainReply> {
    const page = pageOf(query)
    const url = new URL(`${this.#forge.links.api}${path}`)
    url.search = new URL(request.url ?? '/', url).search
    const link = linkHeader(url, page, reply.items.length)
    if (link !== undefined) headers.link = link
    const start = (page.number - 1) * page.size
    const items = await Promise.all(reply.items.slice(start, start + page.size).map(reply.present))
    const body =
      reply.member === undefined ? items : { total_count: reply.items.length, [reply.member]: items }
    return { kind: 'json', status: 200, body }
  }

  #check(key: string, reply: PlainReply): void {
    if (reply.kind === 'bytes' || reply.kind === 'file') return
    const status = reply.kind === 'redirect' ? 302 : reply.status
    const body = reply.kind === 'json' ? reply.body : undefined
    const problems = this.#validator.checkReply(key, status, body)
    if (problems.length === 0) return
    const told = problems.slice(0, MOST_PROBLEMS).map(({ path, message }) => `${status}: ${path} ${message}`)
    this.#forge.report(key, told)
  }

  async #refuse(
    exchange: Exchange,
    key: string,
    error: unknown,
    headers: OutgoingHttpHeaders,
  ): Promise<void> {
    const { request, response } = exchange
    // A client that left in the middle of its request is no fault of ours, and hears nothing.
    if (response.headersSent || (request.destroyed && !request.complete)) {
      response.destroy()
      return
    }
    const refusal = error instanceof HttpError ? error : this.#failure(key, error)
    const documentation = this.#validator.operation(key)?.documentation ?? 'https://docs.github.com/rest'
    const body = {
      message: refusal.message,
      ...(refusal.errors ? { errors: refusal.errors } : {}),
      documentation_url: documentation,
      status: String(refusal.status),
    }
    const reply = { kind: 'json', status: refusal.status, body } as const
    if (this.#validator.operation(key)) this.#check(key, reply)
    await sendReply(exchange, reply, { ...headers, ...refusal.headers })
  }

  /** An error that is no refusal is a fault of the stand-in: it is answered by 500 and written down. */
  #failure(key: string, error: unknown): HttpError {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#forge.report(key, [text])
    return new HttpError(500, 'Server Error')
  }

  #headers(): OutgoingHttpHeaders {
    this.#requests += 1
    const used = this.#requests % 5000
    return {
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected': '2022-11-28',
      'x-github-request-id': randomUUID().toUpperCase(),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(5000 - used),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.floor(this.#forge.now().getTime() / 1000) + 3600),
      'x-ratelimit-resource': 'core',
    }
  }
}

/** "contents=write", or "issues=write; pull_requests=write" where one of them is enough. */
function acceptedPermissions(needs: readonly Right[]): string {
  return needs.map((right) => right.replace('-', '_').replace(':', '=')).join('; ')
}

/** @throws HttpError 401 for nobody, 403 for somebody who has none of the rights */
function authorize(operation: RepositoryOperation, actor: Actor, repository: ForgeRepository): void {
  if (operation.needs.some((right) => hasRight(actor, repository, right))) return
  if (actor.kind === 'anonymous') throw new HttpError(401, 'Requires authentication')
  if (actor.kind === 'job') throw new HttpError(403, 'Resource not accessible by integration')
  if (operation.forEverybody && roleOf(actor, repository) !== undefined) return
  throw new HttpError(403, 'Resource not accessible by personal access token')
}

function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const lines = problems.map(({ path, message }) => `"${path.slice(1) || 'body'}" ${message}`)
  throw new HttpError(422, `Invalid request.\n\n${lines.join('\n')}`)
}
