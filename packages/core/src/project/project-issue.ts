import { coreError } from '../error.ts'
import type { Location, SlipwayError } from '../slipway-error.ts'

/** One mistake in the project file. */
export interface ProjectIssue {
  readonly location: Location
  /** Where in the file, as a path: `models.flight-delay.gate`. */
  readonly member: string
  readonly found: string
  readonly expected: string
  /** The nearest valid name, where a name is not known. */
  readonly nearest?: string
}

/** Every mistake of a project file, in one error. */
export interface ProjectError extends SlipwayError {
  readonly issues: readonly ProjectIssue[]
}

export function renderIssue(issue: ProjectIssue): string {
  const { file, line, column } = issue.location
  const nearest = issue.nearest === undefined ? '' : `; did you mean "${issue.nearest}"?`
  return `${file}:${line}:${column}: ${issue.member}: found ${issue.found}; expected ${issue.expected}${nearest}`
}

export function projectError(issues: readonly ProjectIssue[]): ProjectError {
  const first = issues[0]
  const count = issues.length === 1 ? '1 mistake' : `${issues.length} mistakes`
  const file = first?.location.file ?? 'slipway.yaml'
  const error = coreError(
    'project/invalid',
    [`Cannot use "${file}": ${count}`, ...issues.map((i) => `  ${renderIssue(i)}`)].join('\n'),
    {
      ...(first ? { location: first.location } : {}),
      hint: 'docs/reference/slipway-yaml.md lists every key',
    },
  )
  return Object.assign(error, { issues })
}

export function isProjectError(error: unknown): error is ProjectError {
  return error instanceof Error && 'issues' in error
}
