import type { ResultsHandler } from '../results/results-handler.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ApiHandler } from './api-handler.ts'
import type { Faults } from './faults.ts'
import { GIT_PATH, type GitHttpHandler } from './git-http-handler.ts'
import type { Exchange } from './send-reply.ts'

/** What serves the pages. */
export interface PageHandler {
  handle(exchange: Exchange, url: URL): Promise<void>
}

export interface Handlers {
  readonly api: ApiHandler
  readonly git: GitHttpHandler
  readonly results: ResultsHandler
  readonly pages: PageHandler
}

/** Names under which a stand-in may be asked; anything else is another site's page that tries its luck. */
const HOSTS =
  /^(127\.0\.0\.1|localhost|([\w-]+\.)*localhost|api\.github\.com|uploads\.github\.com|github\.com)(:\d+)?$/

const TWIRP = '/twirp/github.actions.results.api.v1.'

/** Sends a request to the part that answers it. */
export async function dispatch(
  forge: ForgeState,
  handlers: Handlers,
  faults: Faults,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange
  const host = request.headers.host ?? ''
  const url = new URL(request.url ?? '/', 'http://localhost')
  const line = `${request.method} ${url.pathname}`
  response.on('close', () => forge.log(`${line} ${response.statusCode}`))
  try {
    if (!HOSTS.test(host)) {
      response.writeHead(421, { 'content-type': 'text/plain' }).end(`Nothing is served as "${host}".\n`)
      return
    }
    await faults.around(exchange, line, () => route(handlers, exchange, url, host))
  } catch (error) {
    // A client that left is no fault of ours.
    if (!response.destroyed)
      forge.report(line, [error instanceof Error ? (error.stack ?? error.message) : String(error)])
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
    response.end('Something went wrong inside the stand-in.\n')
  }
}

async function route(handlers: Handlers, exchange: Exchange, url: URL, host: string): Promise<void> {
  const path = url.pathname
  const api = apiPath(path, host)
  if (api !== undefined) return handlers.api.handle(exchange, api, url.searchParams)
  if (path.startsWith(TWIRP)) return handlers.results.handleCall(exchange, path.slice(TWIRP.length))
  if (path.startsWith('/_signed/'))
    return handlers.results.handleSigned(exchange, path.slice('/_signed'.length), url.searchParams)
  if (path.startsWith('/_oidc/'))
    return handlers.results.handleIdentity(exchange, path.slice('/_oidc'.length), url.searchParams)
  if (GIT_PATH.test(decodePath(path))) return handlers.git.handle(exchange, url)
  return handlers.pages.handle(exchange, url)
}

/**
 * The part of a path that belongs to the API, or undefined. It is below `/api` (ours), `/api/v3` (what gh asks a server
 * that is not github.com) or at the root of api.github.com (what gh asks through its Unix socket); uploads have a
 * root of their own and the same paths.
 */
function apiPath(path: string, host: string): string | undefined {
  const own = /^(?:api|uploads)\.github\.com(?::\d+)?$/.test(host)
  const rest = own ? path : /^\/api(?:\/v3)?(\/.*)?$/.exec(path)?.[1]
  if (!own && !/^\/api(\/|$)/.test(path)) return undefined
  const plain = (rest ?? '/').replace(/^\/uploads\//, '/')
  return plain.length > 1 && !plain.includes('/contents/') ? plain.replace(/\/$/, '') : plain
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
