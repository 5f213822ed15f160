import * as z from 'zod'
import { normaliseProject, type Project } from './project.ts'
import { projectError } from './project-issue.ts'
import { ruleIssues } from './rule-issues.ts'
import { zProjectFile } from './schema.ts'
import { type KnownKeys, shapeIssues } from './shape-issues.ts'
import { YamlSource } from './yaml-source.ts'

export const PROJECT_FILE = 'slipway.yaml'

/**
 * Reads a project file.
 * @param file its path, for the errors
 * @throws project/invalid, a ProjectError with every mistake: file, line, column, found, expected, nearest valid name
 */
export function parseProject(text: string, file: string = PROJECT_FILE): Project {
  const source = new YamlSource(text, file)
  if (source.problems.length > 0) {
    throw projectError(
      source.problems.map(({ location, message }) => ({
        location,
        member: 'the file',
        found: message,
        expected: 'YAML',
      })),
    )
  }
  const result = zProjectFile.safeParse(source.value ?? {})
  if (!result.success) throw projectError(shapeIssues(result.error.issues, source, knownKeys))
  const project = normaliseProject(result.data)
  const issues = ruleIssues(result.data, project, source)
  if (issues.length > 0) throw projectError(issues)
  return project
}

/** Walks the schema along a path; names of stages, models and metrics lead into the value schema of their mapping. */
const knownKeys: KnownKeys = (path) => {
  let schema: unknown = zProjectFile
  for (const step of path) {
    schema = unwrap(schema)
    if (schema instanceof z.ZodObject) schema = (schema.shape as Record<string, unknown>)[String(step)]
    else if (schema instanceof z.ZodRecord) schema = schema.valueType
    else return []
  }
  schema = unwrap(schema)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}
