import { runnerError } from '../error.ts'
import type { Plain, Scope } from '../workflow/expression.ts'
import { resolve } from '../workflow/template.ts'
import { fieldsOf, type Token } from '../workflow/token.ts'
import { type Combination, expandMatrix } from './expand-matrix.ts'

/** One of the jobs that a matrix makes; a job without matrix has one leg and no combination. */
export interface Leg {
  readonly index: number
  readonly total: number
  readonly combination: Combination | undefined
  readonly failFast: boolean
  readonly maxParallel: number
}

/** @throws runner/matrix-invalid and runner/expression-invalid, in GitHub's words and with the line of the matrix */
export function planLegs(id: string, strategy: Token | undefined, scope: Scope): readonly Leg[] {
  const value = strategy === undefined ? {} : resolve(strategy, scope)
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, Plain>>
  const token = fieldsOf(strategy).get('matrix') ?? strategy
  const combinations =
    fields.matrix === undefined || token === undefined ? [undefined] : expand(id, token, fields.matrix, scope)
  const total = combinations.length
  const limit = Math.floor(Number(fields['max-parallel'] ?? 0))
  return combinations.map((combination, index) => ({
    index,
    total,
    combination,
    failFast: String(fields['fail-fast'] ?? true) !== 'false',
    maxParallel: limit > 0 ? limit : total,
  }))
}

function expand(id: string, token: Token, matrix: Plain, scope: Scope): readonly Combination[] {
  try {
    return expandMatrix(matrix)
  } catch (error) {
    const location = { file: scope.file, line: token.line ?? 1, column: token.col ?? 1 }
    const place = `${location.file} (Line: ${location.line}, Col: ${location.column})`
    const reason = error instanceof Error ? error.message : String(error)
    throw runnerError(
      'runner/matrix-invalid',
      `Error when evaluating 'strategy' for job '${id}'. ${place}: ${reason}`,
      {
        hint: 'A matrix that may be empty needs an `if:` on its job, which GitHub looks at first',
        location,
        cause: error,
      },
    )
  }
}

/** The `strategy` context of a leg. */
export function strategyContext(leg: Leg): Readonly<Record<string, unknown>> {
  return {
    'fail-fast': leg.failFast,
    'job-index': leg.index,
    'job-total': leg.total,
    'max-parallel': leg.maxParallel,
  }
}
