import { createHash } from 'node:crypto'
import type { FakeAnswer, FakeRequest } from './fake-github.ts'
import { REVIEW_ROUTES } from './fake-reviews.ts'

type Row = Record<string, unknown> & { id: number }

/** What the fake holds, in GitHub's own shapes. */
export interface FakeState {
  url: string
  nextId: number
  comments: (Row & { issue: number; body: string })[]
  reviews: Row[]
  lineComments: (Row & { pull: number; body: string; resolved: boolean })[]
  /** True where our token may also write contents. */
  mayResolve: boolean
  checks: Row[]
  pulls: Map<number, Record<string, unknown>>
  pullsOfCommit: Map<string, readonly unknown[]>
  runs: (Row & { head_sha: string; path: string; event: string; head_branch: string })[]
  artifacts: (Row & { name: string })[]
  /** Bytes by artifact id. */
  archives: Map<number, Uint8Array>
  releases: (Row & { tag_name: string; draft: boolean; name: string; body: string })[]
  assets: (Row & { release: number; name: string; bytes: Uint8Array; digest: string | null; state: string })[]
  tagObjects: Map<string, { object: string; message: string; type: string }>
  /** Ref below `refs/` → object. */
  refs: Map<string, { type: string; sha: string }>
  commits: Map<string, Record<string, unknown>>
  comparisons: Map<string, unknown>
  approvals: Map<number, readonly unknown[]>
  files: Map<string, string>
  settings: Map<string, unknown>
  /** True where the service names no digests, as older servers do. */
  noDigests: boolean
  /** Who posts with our token. */
  login: string
}

export function emptyState(): FakeState {
  return {
    url: '',
    nextId: 1,
    comments: [],
    reviews: [],
    lineComments: [],
    mayResolve: false,
    checks: [],
    pulls: new Map(),
    pullsOfCommit: new Map(),
    runs: [],
    artifacts: [],
    archives: new Map(),
    releases: [],
    assets: [],
    tagObjects: new Map(),
    refs: new Map(),
    commits: new Map(),
    comparisons: new Map(),
    approvals: new Map(),
    files: new Map(),
    settings: new Map(),
    noDigests: false,
    login: 'github-actions[bot]',
  }
}

export type Handler = (
  state: FakeState,
  request: FakeRequest,
  groups: readonly (string | undefined)[],
) => FakeAnswer

const NOT_FOUND: FakeAnswer = { status: 404, body: { message: 'Not Found' } }
const or404 = (body: unknown): FakeAnswer => (body === undefined ? NOT_FOUND : { body })
const unprocessable = (message: string, code?: string): FakeAnswer => ({
  status: 422,
  body: { message, errors: code ? [{ code }] : [] },
})
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

function remove(rows: { id: number }[], id: number): FakeAnswer {
  const index = rows.findIndex((row) => row.id === id)
  if (index < 0) return NOT_FOUND
  rows.splice(index, 1)
  return { status: 204 }
}

function shownRelease(state: FakeState, release: FakeState['releases'][number]) {
  const url = `${state.url}/upload/${release.id}/assets{?name,label}`
  return { ...release, html_url: `${state.url}/releases/${release.id}`, upload_url: url }
}

function shownAsset(state: FakeState, { bytes, ...asset }: FakeState['assets'][number]) {
  return { ...asset, size: bytes.length, ...(state.noDigests ? { digest: null } : {}) }
}

export const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/issues\/(\d+)\/comments$/,
    (s, _, [n]) => ({ list: s.comments.filter((c) => c.issue === Number(n)) }),
  ],
  [
    'POST',
    /^\/issues\/(\d+)\/comments$/,
    (s, { body }, [n]) => {
      const text = String(body.body)
      if (text.length > 65_536) return unprocessable('body is too long')
      const id = s.nextId++
      const comment = {
        id,
        issue: Number(n),
        body: text,
        user: { login: s.login },
        html_url: `${s.url}/c/${id}`,
      }
      s.comments.push(comment)
      return { status: 201, body: comment }
    },
  ],
  [
    'PATCH',
    /^\/issues\/comments\/(\d+)$/,
    (s, { body }, [id]) => or404(merge(s.comments, Number(id), { body: String(body.body) })),
  ],
  ['DELETE', /^\/issues\/comments\/(\d+)$/, (s, _, [id]) => remove(s.comments, Number(id))],

  ...REVIEW_ROUTES,

  [
    'GET',
    /^\/commits\/(\w+)\/check-runs$/,
    (s, { url }, [sha]) => ({
      under: 'check_runs',
      list: s.checks.filter((c) => c.head_sha === sha && c.name === url.searchParams.get('check_name')),
    }),
  ],
  [
    'POST',
    /^\/check-runs$/,
    (s, { body }) => {
      const id = s.nextId++
      const check = { ...body, id, html_url: `${s.url}/check/${id}` }
      s.checks.push(check)
      return { status: 201, body: check }
    },
  ],
  ['PATCH', /^\/check-runs\/(\d+)$/, (s, { body }, [id]) => or404(merge(s.checks, Number(id), body))],

  [
    'GET',
    /^\/pulls$/,
    (s, { url }) => ({
      list: [...s.pulls.values()].filter(({ state }) => state === url.searchParams.get('state')),
    }),
  ],
  ['GET', /^\/pulls\/(\d+)$/, (s, _, [n]) => or404(s.pulls.get(Number(n)))],
  ['GET', /^\/commits\/(\w+)\/pulls$/, (s, _, [sha]) => ({ list: s.pullsOfCommit.get(sha ?? '') ?? [] })],
  ['GET', /^\/commits\/(\w+)$/, (s, _, [sha]) => or404(s.commits.get(sha ?? ''))],
  ['GET', /^\/compare\/(.+)$/, (s, _, [range]) => or404(s.comparisons.get(range ?? ''))],
  [
    'GET',
    /^\/contents\/(.+)$/,
    (s, { url, accept }, [path]) => {
      const text = s.files.get(`${url.searchParams.get('ref')}:${path}`)
      if (text === undefined) return NOT_FOUND
      if (text === 'folder') return { body: [] }
      if (!accept.includes('raw')) return { status: 400, body: { message: 'expected raw' } }
      return { headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }, body: text }
    },
  ],

  ['GET', /^\/actions\/runs\/(\d+)$/, (s, _, [id]) => or404(s.runs.find((r) => r.id === Number(id)))],
  [
    'GET',
    /^\/actions\/workflows\/([^/]+)\/runs$/,
    (s, { url }, [file]) => ({
      under: 'workflow_runs',
      list: s.runs
        .filter((run) => run.path.split('@')[0]?.endsWith(`/${file}`))
        .filter((run) => fits(url, 'head_sha', run.head_sha) && fits(url, 'event', run.event))
        .filter((run) => fits(url, 'branch', run.head_branch))
        .sort((a, b) => b.id - a.id),
    }),
  ],
  [
    'POST',
    /^\/actions\/workflows\/([^/]+)\/dispatches$/,
    (s, { body }, [file]) => {
      const id = s.nextId++
      const path = `.github/workflows/${file}`
      s.runs.push({
        id,
        path,
        event: 'workflow_dispatch',
        head_branch: String(body.ref),
        head_sha: '0',
        inputs: body.inputs,
      })
      return body.return_run_details ? { body: { workflow_run_id: id } } : { status: 204 }
    },
  ],
  [
    'GET',
    /^\/actions\/runs\/(\d+)\/approvals$/,
    (s, _, [id]) => ({ body: s.approvals.get(Number(id)) ?? [] }),
  ],
  [
    'GET',
    /^\/actions\/runs\/(\d+)\/artifacts$/,
    (s, { url }, [id]) => ({
      under: 'artifacts',
      list: s.artifacts.filter(
        (a) => (a.workflow_run as { id: number }).id === Number(id) && fits(url, 'name', a.name),
      ),
    }),
  ],
  [
    'GET',
    /^\/actions\/artifacts\/(\d+)\/zip$/,
    (s, _, [id]) =>
      s.archives.has(Number(id))
        ? { status: 302, headers: { location: `${s.url}/storage/${id}?sig=signed` } }
        : NOT_FOUND,
  ],
  [
    'GET',
    /^\/storage\/(\d+)$/,
    (s, _, [id]) => {
      const bytes = s.archives.get(Number(id)) ?? s.assets.find((a) => a.id === Number(id))?.bytes
      return bytes ? { headers: { 'content-type': 'application/zip' }, body: bytes } : NOT_FOUND
    },
  ],

  ['GET', /^\/releases$/, (s) => ({ list: s.releases.map((release) => shownRelease(s, release)) })],
  [
    'GET',
    /^\/releases\/(\d+)$/,
    (s, _, [id]) => {
      const release = s.releases.find((r) => r.id === Number(id))
      return release ? { body: shownRelease(s, release) } : NOT_FOUND
    },
  ],
  [
    'POST',
    /^\/releases$/,
    (s, { body }) => {
      const release = { ...body, id: s.nextId++ } as FakeState['releases'][number]
      // GitHub lists the newest first.
      s.releases.unshift(release)
      return { status: 201, body: shownRelease(s, release) }
    },
  ],
  [
    'PATCH',
    /^\/releases\/(\d+)$/,
    (s, { body }, [id]) => {
      const release = merge(s.releases, Number(id), body)
      return release ? { body: shownRelease(s, release) } : NOT_FOUND
    },
  ],
  [
    'GET',
    /^\/releases\/(\d+)\/assets$/,
    (s, _, [id]) => ({ list: s.assets.filter((a) => a.release === Number(id)).map((a) => shownAsset(s, a)) }),
  ],
  [
    'POST',
    /^\/upload\/(\d+)\/assets$/,
    (s, { url, bytes }, [id]) => {
      const name = url.searchParams.get('name') ?? ''
      if (s.assets.some((a) => a.release === Number(id) && a.name === name))
        return unprocessable('Validation Failed', 'already_exists')
      const asset = {
        id: s.nextId++,
        release: Number(id),
        name,
        bytes,
        digest: sha256(bytes),
        state: 'uploaded',
      }
      s.assets.push(asset)
      return { status: 201, body: shownAsset(s, asset) }
    },
  ],
  ['DELETE', /^\/releases\/assets\/(\d+)$/, (s, _, [id]) => remove(s.assets, Number(id))],
  [
    'GET',
    /^\/releases\/assets\/(\d+)$/,
    (s, { accept }, [id]) => {
      const asset = s.assets.find((a) => a.id === Number(id))
      if (!asset) return NOT_FOUND
      if (accept !== 'application/octet-stream') return { body: shownAsset(s, asset) }
      return { status: 302, headers: { location: `${s.url}/storage/${id}?sig=signed` } }
    },
  ],

  [
    'GET',
    /^\/git\/ref\/(.+)$/,
    (s, _, [ref]) => or404(found(s.refs.get(ref ?? ''), (object) => ({ object }))),
  ],
  [
    'POST',
    /^\/git\/refs$/,
    (s, { body }) => {
      const ref = String(body.ref).replace(/^refs\//, '')
      if (s.refs.has(ref)) return unprocessable('Reference already exists')
      const sha = String(body.sha)
      s.refs.set(ref, { type: s.tagObjects.has(sha) ? 'tag' : 'commit', sha })
      return { status: 201, body: { ref: body.ref, object: { sha } } }
    },
  ],
  [
    'POST',
    /^\/git\/tags$/,
    (s, { body }) => {
      const sha = sha1(JSON.stringify(body))
      s.tagObjects.set(sha, {
        object: String(body.object),
        message: String(body.message),
        type: String(body.type),
      })
      return { status: 201, body: { sha } }
    },
  ],
  [
    'GET',
    /^\/git\/tags\/(\w+)$/,
    (s, _, [sha]) =>
      or404(
        found(s.tagObjects.get(sha ?? ''), ({ object, message, type }) => ({
          message,
          object: { sha: object, type },
        })),
      ),
  ],
  ['POST', /^\/git\/commits$/, (_, { body }) => ({ status: 201, body: { sha: sha1(JSON.stringify(body)) } })],

  [
    'GET',
    /^(\/rules\/branches\/\w+|\/branches\/\w+|\/environments|\/actions\/permissions\/workflow|\/actions\/runners|\/immutable-releases|)$/,
    (s, _, [path]) => {
      const value = s.settings.get(path ?? '')
      if (value === 403) return { status: 403, body: { message: 'Resource not accessible by integration' } }
      return Array.isArray(value) ? { list: value } : or404(value)
    },
  ],
]

function fits(url: URL, name: string, value: string): boolean {
  const wanted = url.searchParams.get(name)
  return wanted === null || wanted === value
}

function merge<T extends { id: number }>(rows: T[], id: number, change: object): T | undefined {
  const row = rows.find((one) => one.id === id)
  return row && Object.assign(row, change)
}

function found<T, U>(value: T | undefined, show: (value: T) => U): U | undefined {
  return value === undefined ? undefined : show(value)
}
