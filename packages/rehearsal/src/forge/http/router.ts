/** Parameters that may hold slashes. */
const LONG = new Set(['path', 'ref', 'basehead', 'branch', 'tag', 'environment_name'])

interface Route<T> {
  readonly key: string
  readonly method: string
  readonly segments: readonly string[]
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly target: T
}

export interface Match<T> {
  /** "GET /repos/{owner}/{repo}" */
  readonly key: string
  readonly target: T
  readonly parameters: Readonly<Record<string, string>>
}

/** Finds what answers a method and path, by templates as in GitHub's description. */
export class Router<T> {
  readonly #routes: readonly Route<T>[]

  constructor(operations: Readonly<Record<string, T>>) {
    this.#routes = Object.entries(operations)
      .map(([key, target]) => compile(key, target))
      .sort(mostSpecificFirst)
  }

  /** @param path as it came, still escaped */
  find(method: string, path: string): Match<T> | undefined {
    for (const route of this.#routes) {
      const values = route.method === method ? route.pattern.exec(path) : null
      if (!values) continue
      const parameters = route.names.map((name, at) => [name, decode(values[at + 1] ?? '')])
      return { key: route.key, target: route.target, parameters: Object.fromEntries(parameters) }
    }
    return undefined
  }
}

function compile<T>(key: string, target: T): Route<T> {
  const [method = '', path = ''] = key.split(' ')
  const names: string[] = []
  const segments = path.split('/').slice(1)
  const parts = segments.map((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) return `/${segment}`
    names.push(name)
    // The root of a repository's contents has no path.
    if (name === 'path') return '(?:/(.*))?'
    return LONG.has(name) ? '/(.+)' : '/([^/]+)'
  })
  return { key, method, segments, pattern: new RegExp(`^${parts.join('')}$`), names, target }
}

/** Words before parameters, at the first place where two templates differ; then the longer template. */
function mostSpecificFirst(a: Route<unknown>, b: Route<unknown>): number {
  for (const [at, segment] of a.segments.entries()) {
    const other = b.segments[at]
    if (other === undefined) return -1
    const difference = Number(segment.startsWith('{')) - Number(other.startsWith('{'))
    if (difference !== 0) return difference
  }
  return b.segments.length - a.segments.length
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
