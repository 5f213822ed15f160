import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { IncomingHttpHeaders } from 'node:http'
import { dirname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gitEnvironment } from '../git/git-directory.ts'
import { followPush } from '../refs/follow-push.ts'
import { writeLockedRefs } from '../refs/lock-refs.ts'
import type { Actor } from '../state/actor.ts'
import { actorOf } from '../state/credentials.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { canSee, hasRight, roleOf } from '../state/rights.ts'
import type { Exchange } from './send-reply.ts'

/** The part of an address behind the repository: what Git's clients ask for. */
export const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/

/** Git over HTTP, by Git's own `http-backend`. */
export class GitHttpHandler {
  readonly #forge: ForgeState
  readonly #children = new Set<ChildProcessWithoutNullStreams>()

  constructor(forge: ForgeState) {
    this.#forge = forge
  }

  async handle(exchange: Exchange, url: URL): Promise<void> {
    const [, owner = '', name = '', rest = ''] = GIT_PATH.exec(decodeURIComponent(url.pathname)) ?? []
    const { request, response } = exchange
    const writing = rest === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack'
    const actor = actorOf(this.#forge, request.headers)
    const repository = this.#forge.findRepository(owner, name)
    const refusal = refuse(actor, repository, writing)
    if (refusal || !repository || !actor) {
      const challenge = refusal?.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}
      response.writeHead(refusal?.status ?? 404, { 'content-type': 'text/plain', ...challenge })
      response.end(`${refusal?.message ?? 'Repository not found.'}\n`)
      return
    }
    const child = this.#backend(exchange, repository, url, rest)
    if (rest === '/git-receive-pack') await this.#servePush(exchange, child, repository, actor)
    else await serveFetch(exchange, child)
  }

  /** Ends what still runs. */
  close(): void {
    for (const child of this.#children) child.kill()
  }

  /** Starts the backend; what a push sends it waits until the refs are free. */
  #backend({ request }: Exchange, repository: ForgeRepository, url: URL, rest: string): Backend {
    const root = dirname(repository.git.path)
    const child = spawn('git', ['http-backend'], {
      env: {
        ...gitEnvironment(),
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method ?? 'GET',
        PATH_INFO: `${repository.git.path.slice(root.length)}${rest}`,
        QUERY_STRING: url.search.slice(1),
        REMOTE_USER: 'git',
        REMOTE_ADDR: '127.0.0.1',
        ...cgiHeaders(request.headers),
      },
    })
    this.#children.add(child)
    child.on('close', () => this.#children.delete(child))
    child.stderr.on('data', (chunk: Buffer) => this.#forge.log(`git: ${chunk.toString().trim()}`))
    return child
  }

  /** The client's push ends when everything that follows it is done, also if the client does not wait. */
  #servePush(exchange: Exchange, child: Backend, repository: ForgeRepository, actor: Actor): Promise<void> {
    const { request, response } = exchange
    return this.#forge.refLock.run(async () => {
      const before = repository.refs
      await writeLockedRefs(repository)
      feed(request, child)
      const output = await buffer(child.stdout)
      if (actor.kind !== 'anonymous')
        await followPush(this.#forge, repository, before, { actor, account: actor.account })
      const end = output.indexOf(HEAD_END)
      const { status, headers } = parseHead(output.subarray(0, Math.max(end, 0)).toString())
      response.writeHead(status, headers).end(output.subarray(end + HEAD_END.length))
    })
  }
}

type Backend = ChildProcessWithoutNullStreams

const HEAD_END = '\r\n\r\n'

/** A child that refuses early breaks the pipe, and so does a client that leaves; the reply tells the story. */
function feed(request: Exchange['request'], child: Backend): void {
  pipeline(request, child.stdin).catch(() => {})
}

async function serveFetch({ request, response }: Exchange, child: Backend): Promise<void> {
  feed(request, child)
  response.on('close', () => child.kill())
  const body = splitHead(child.stdout)
  const { value: head } = await body.next()
  const { status, headers } = parseHead(String(head ?? ''))
  response.writeHead(status, headers)
  await pipeline(body, response)
}

interface Refusal {
  readonly status: number
  readonly message: string
}

/** Reads are open in public repositories; a private one is not there for those who may not read it. */
function refuse(
  actor: Actor | undefined,
  repository: ForgeRepository | undefined,
  writing: boolean,
): Refusal | undefined {
  if (!actor) return { status: 401, message: 'Invalid username or token.' }
  if (!repository || !canSee(actor, repository))
    return actor.kind === 'anonymous'
      ? { status: 401, message: 'Authentication is needed.' }
      : { status: 404, message: 'Repository not found.' }
  if (writing) {
    if (hasRight(actor, repository, 'contents:write')) return undefined
    return actor.kind === 'anonymous'
      ? { status: 401, message: 'Authentication is needed.' }
      : { status: 403, message: `Permission to ${repository.fullName}.git denied to ${actor.account.login}.` }
  }
  // What everybody may read, a token without rights may read too.
  if (roleOf({ kind: 'anonymous' }, repository) || hasRight(actor, repository, 'contents:read'))
    return undefined
  return { status: 403, message: 'Write access to repository not granted.' }
}

function cgiHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const map: Readonly<Record<string, string | undefined>> = {
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'] as string | undefined,
  }
  const entries = Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}

/** First the head of a CGI reply, then its body as it comes. */
async function* splitHead(stdout: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of stdout) {
    if (head === undefined) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(HEAD_END)
    if (end < 0) continue
    yield head.subarray(0, end)
    yield head.subarray(end + HEAD_END.length)
    head = undefined
  }
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const lines = text.split('\r\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  if (text === '') return { status: 500, headers: {} }
  const status = Number.parseInt(lines.find(([name]) => name === 'Status')?.[1] ?? '200', 10)
  return { status, headers: Object.fromEntries(lines.filter(([name]) => name !== 'Status')) }
}
