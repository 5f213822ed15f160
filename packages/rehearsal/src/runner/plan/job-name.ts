import type { Plain, Scope } from '../workflow/expression.ts'
import { resolveText } from '../workflow/template.ts'
import { isExpression } from '../workflow/token.ts'
import type { JobDefinition } from '../workflow/workflow.ts'
import type { Combination } from './expand-matrix.ts'

/**
 * The name a job is shown by: `name:` or the key, and for a matrix its values in brackets, unless the name is an
 * expression and so may name them itself.
 */
export function jobName(job: JobDefinition, combination: Combination | undefined, scope: Scope): string {
  const name = (job.name && resolveText(job.name, scope)) || job.id
  if (combination === undefined || (job.name !== undefined && isExpression(job.name))) return name
  const values = Object.values(combination).flatMap(leaves)
  return values.length === 0 ? name : `${name} (${values.join(', ')})`
}

function leaves(value: Plain): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value ?? '')]
  return Object.values(value).flatMap(leaves)
}
