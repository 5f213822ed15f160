import type * as z from 'zod'
import { nearestName } from './nearest-name.ts'
import type { ProjectIssue } from './project-issue.ts'
import type { YamlSource } from './yaml-source.ts'

type Path = readonly PropertyKey[]
type RawIssue = z.core.$ZodIssue

const show = (path: Path) => path.map(String).join('.') || 'the file'

/** A value as an error shows it: its kind, and itself where it is short. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'an empty value'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step]
  return value
}

const KIND: Record<string, string> = {
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function expectation(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KIND[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'something that is not empty'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_union':
      return 'one of the forms in docs/reference/slipway-yaml.md'
    case 'invalid_format':
      return `a name like ${issue.pattern ?? issue.format}`
    case 'invalid_key':
      return issue.issues[0] ? expectation(issue.issues[0]) : 'another name'
    default:
      return issue.message.replace(/^expected /, '')
  }
}

/** Keys that the schema knows at this path; empty where any name may stand. */
export type KnownKeys = (path: Path) => readonly string[]

/** What the schema found wrong, each with its place; unknown keys with the nearest known one. */
export function shapeIssues(
  issues: readonly RawIssue[],
  source: YamlSource,
  knownKeys: KnownKeys,
): ProjectIssue[] {
  return issues.flatMap((issue): ProjectIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(issue.path)
      return issue.keys.map((key) => {
        const nearest = nearestName(key, known)
        return {
          location: source.locate([...issue.path, key], true),
          member: show(issue.path),
          found: `unknown key "${key}"`,
          expected: known.length > 0 ? known.join(', ') : 'no such key',
          ...(nearest === undefined ? {} : { nearest }),
        }
      })
    }
    // A union reports every branch; the one that went deepest is the one that was meant.
    if (issue.code === 'invalid_union') {
      const depth = (branch: readonly RawIssue[]) => Math.max(0, ...branch.map((inner) => inner.path.length))
      const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]
      if (meant && depth(meant) > 0) {
        return shapeIssues(
          meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) as RawIssue[],
          source,
          knownKeys,
        )
      }
    }
    const value = valueAt(source.value, issue.path)
    const allowed = issue.code === 'invalid_value' ? issue.values.map(String) : []
    const nearest = typeof value === 'string' ? nearestName(value, allowed) : undefined
    return [
      {
        location: source.locate(issue.path, issue.code === 'invalid_key'),
        member: show(issue.path),
        found: issue.code === 'invalid_key' ? `the name "${String(issue.path.at(-1))}"` : describe(value),
        expected: expectation(issue),
        ...(nearest === undefined ? {} : { nearest }),
      },
    ]
  })
}
