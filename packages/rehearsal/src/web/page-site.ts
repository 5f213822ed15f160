import { reviewDeployments } from '../forge/environments/review-deployments.ts'
import { readBody } from '../forge/http/read-body.ts'
import type { Exchange } from '../forge/http/send-reply.ts'
import { sendFile } from '../forge/http/send-reply.ts'
import type { ForgeState } from '../forge/state/forge-state.ts'
import type { ForgeRepository } from '../forge/state/repository.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import type { Answer } from './page.ts'
import { findView } from './routes.ts'
import { staticFile } from './static-files.ts'
import { repositoryListView } from './views/repository-list.ts'

/** Nothing but our own style and script, and pictures of this site. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const NOT_FOUND = html`<h1>Not found</h1><p class="quiet">There is no such page in this rehearsal.</p>`

/** The pages: what a person would see on GitHub. */
export class PageSite {
  readonly #forge: ForgeState

  constructor(forge: ForgeState) {
    this.#forge = forge
  }

  async handle(exchange: Exchange, url: URL): Promise<void> {
    const path = decode(url.pathname).replace(/(.)\/$/, '$1')
    if (path.startsWith('/_static/')) return sendStatic(exchange, path.slice('/_static/'.length))
    const [, owner = '', name = '', rest = ''] = /^\/([^/]*)(?:\/([^/]+)(\/.*)?)?$/.exec(path) ?? []
    const repository = this.#forge.findRepository(owner, name)
    if (exchange.request.method === 'POST') return this.#review(exchange, repository, rest)
    const answer = await this.#answer(url, repository, owner, name, rest)
    return send(exchange, answer, repository)
  }

  async #answer(
    url: URL,
    repository: ForgeRepository | undefined,
    owner: string,
    name: string,
    rest: string,
  ): Promise<Answer | undefined> {
    const forge = this.#forge
    if (owner === '') return repositoryListView(forge, forge.repositories, 'Repositories')
    const person = forge.accounts.get(owner.toLowerCase())
    if (name === '' && person) {
      const own = forge.repositories.filter((one) => one.owner.id === person.id)
      return repositoryListView(forge, own, person.login)
    }
    const found = repository && findView(rest)
    return found && repository && found.view({ forge, repository, parts: found.parts, url })
  }

  /** The buttons of a reviewer. */
  async #review(exchange: Exchange, repository: ForgeRepository | undefined, rest: string): Promise<void> {
    const { request, response } = exchange
    const run = Number(/^\/actions\/runs\/(\d+)\/review$/.exec(rest)?.[1])
    const entry = repository?.runs.get(run)
    // Another site's page must not press the button: browsers say where a request comes from.
    const origin = request.headers.origin
    const foreign = origin === undefined || new URL(origin).host !== request.headers.host
    if (!repository || !entry || foreign) return send(exchange, undefined, repository, foreign ? 403 : 404)
    const form = new URLSearchParams((await readBody(request)).toString())
    const reviewer = this.#forge.accounts.get((form.get('reviewer') ?? '').toLowerCase())
    const reviewed =
      reviewer &&
      reviewDeployments(this.#forge, entry, {
        environmentIds: [Number(form.get('environment'))],
        state: form.get('state') === 'approved' ? 'approved' : 'rejected',
        comment: form.get('comment') ?? '',
        reviewer,
      })
    const location = `/${repository.fullName}/actions/runs/${run}`
    response.writeHead(reviewed ? 303 : 409, { location }).end()
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function sendStatic({ request, response }: Exchange, name: string): void {
  const file = staticFile(name)
  if (!file) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'content-type': file.contentType,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

async function send(
  exchange: Exchange,
  answer: Answer | undefined,
  repository: ForgeRepository | undefined,
  refusal = 404,
): Promise<void> {
  const { request, response } = exchange
  const shown = answer ?? { kind: 'page', title: 'Not found', body: NOT_FOUND }
  switch (shown.kind) {
    case 'redirect':
      response.writeHead(302, { location: shown.location }).end()
      return
    case 'file':
      return sendFile(exchange, shown.file, {
        'content-type': shown.contentType,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(shown.name)}`,
      })
    case 'bytes':
      response.writeHead(200, {
        'content-type': shown.contentType,
        'x-content-type-options': 'nosniff',
        ...(shown.policy === undefined ? {} : { 'content-security-policy': shown.policy }),
      })
      response.end(request.method === 'HEAD' ? undefined : shown.bytes)
      return
    case 'page':
      response.writeHead(answer ? 200 : refusal, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      response.end(request.method === 'HEAD' ? undefined : layout({ ...shown, repository }))
  }
}
