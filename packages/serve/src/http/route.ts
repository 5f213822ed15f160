import { serveError } from '../error.ts'

/** What a request asks for. `version` is undefined where the server is to choose. */
export type Route =
  | { readonly kind: 'live' | 'ready' | 'server' | 'index' | 'control' }
  | {
      readonly kind: 'model' | 'model-ready' | 'infer'
      readonly name: string
      readonly version: string | undefined
    }
  | { readonly kind: 'wrong-method'; readonly allow: string }

type Kind = Exclude<Route['kind'], 'wrong-method'>

const METHOD: Readonly<Record<Kind, string>> = {
  live: 'GET',
  ready: 'GET',
  server: 'GET',
  model: 'GET',
  'model-ready': 'GET',
  infer: 'POST',
  index: 'POST',
  control: 'POST',
}

/**
 * Reads method and path. HEAD is GET without a body.
 *
 * @throws serve/route-unknown
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
export function parseRoute(method: string, url: string): Route {
  const route = parsePath(url.split('?', 1)[0] ?? '')
  if (route === undefined || route.kind === 'wrong-method') {
    throw serveError('serve/route-unknown', 'Cannot answer: there is no such path; expected one under /v2')
  }
  const allow = METHOD[route.kind]
  return method === allow || (method === 'HEAD' && allow === 'GET') ? route : { kind: 'wrong-method', allow }
}

function parsePath(path: string): Route | undefined {
  const [empty, root, ...segments] = path.split('/')
  if (empty !== '' || root !== 'v2') return undefined
  if (segments.at(-1) === '') segments.pop()
  const [first, second, ...rest] = segments
  if (first === undefined) return { kind: 'server' }
  if (first === 'models' && second !== undefined) return modelRoute(second, rest)
  switch (segments.join('/')) {
    case 'health/live':
      return { kind: 'live' }
    case 'health/ready':
      return { kind: 'ready' }
    case 'repository/index':
      return { kind: 'index' }
  }
  const control = first === 'repository' && second === 'models' && /^(load|unload)$/.test(rest[1] ?? '')
  return control && rest.length === 2 ? { kind: 'control' } : undefined
}

function modelRoute(segment: string, rest: readonly string[]): Route | undefined {
  const versioned = rest[0] === 'versions' && rest[1] !== undefined
  const name = decodeSegment(segment)
  const version = versioned ? decodeSegment(rest[1] ?? '') : undefined
  const verb = (versioned ? rest.slice(2) : rest).join('/')
  const kind = ({ '': 'model', ready: 'model-ready', infer: 'infer' } as const)[verb]
  return kind === undefined ? undefined : { kind, name, version }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw serveError(
      'serve/route-unknown',
      'Cannot answer: the path is not percent-encoded text; expected UTF-8',
    )
  }
}
