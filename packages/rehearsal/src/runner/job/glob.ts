import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

interface GlobPattern {
  readonly negated: boolean
  readonly expression: RegExp
  /** Folder below which all matches lie. */
  readonly root: string
}

/**
 * Files that patterns name, sorted as a walk meets them: `*`, `?`, `[…]`, `**`, `!` in front to take out, a folder for
 * all that lies in it (the rules of @actions/glob).
 */
export function expandGlobs(cwd: string, patterns: readonly string[]): readonly string[] {
  const parsed = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parsePattern(cwd, line))
  const roots = [...new Set(parsed.filter((each) => !each.negated).map((each) => each.root))]
  const found = new Set(roots.flatMap(walk))
  return [...found].filter((file) => matches(parsed, file))
}

function matches(patterns: readonly GlobPattern[], file: string): boolean {
  let matched = false
  for (const { negated, expression } of patterns) if (expression.test(file)) matched = !negated
  return matched
}

function parsePattern(cwd: string, line: string): GlobPattern {
  const negated = line.startsWith('!')
  const path = resolve(cwd, negated ? line.slice(1).trim() : line)
  const segments = path.split('/')
  const literal = segments.findIndex((segment) => /[*?[]/.test(segment))
  const root = literal < 0 ? path : segments.slice(0, literal).join('/') || '/'
  const source = segments.map((segment, index) => {
    if (segment === '**') return index === segments.length - 1 ? '.*' : '(?:.*/)?'
    const text = segmentSource(segment)
    return index === segments.length - 1 ? text : `${text}/`
  })
  // A folder stands for everything in it.
  return { negated, root, expression: new RegExp(`^${source.join('')}(?:/.*)?$`, 's') }
}

function segmentSource(segment: string): string {
  return segment.replace(/\[[^\]]+\]|[*?]|[\\^$.+()[\]{}|-]/g, (found) => {
    if (found === '*') return '[^/]*'
    if (found === '?') return '[^/]'
    if (found.length > 1) return found.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return `\\${found}`
  })
}

function walk(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (!stat.isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => walk(join(path, entry.name)))
}
