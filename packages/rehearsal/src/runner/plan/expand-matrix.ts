import { isDeepStrictEqual } from 'node:util'
import { runnerError } from '../error.ts'
import type { Plain } from '../workflow/expression.ts'

/** The `matrix` context of one job. */
export type Combination = Readonly<Record<string, Plain>>

// https://docs.github.com/en/actions/reference/limits: jobs that one matrix makes.
const MAX_JOBS = 256

/**
 * All combinations of a matrix, in the order of its keys: the product of its lists, less `exclude`, with `include`
 * merged in or added.
 *
 * @throws runner/matrix-invalid for a list that is no list or is empty, for no list at all, for more than 256 jobs:
 * GitHub ends the run there, so an `if:` on the job has to guard a list that may be empty
 */
export function expandMatrix(matrix: Plain): readonly Combination[] {
  if (typeof matrix !== 'object' || matrix === null || isList(matrix)) {
    throw invalid(`Unexpected value '${String(matrix)}'; expected a mapping`)
  }
  const { include = [], exclude = [], ...vectors } = matrix
  const product = combine(vectors)
  const kept = product.filter(
    (each) => !combinations(exclude, 'exclude').some((entry) => covers(each, entry)),
  )
  const result = merge(kept, combinations(include, 'include'), Object.keys(vectors))
  if (result.length === 0) throw invalid('Matrix must define at least one vector')
  if (result.length > MAX_JOBS) throw invalid(`${result.length} jobs; a matrix makes ${MAX_JOBS} at most`)
  return result
}

function combine(vectors: Readonly<Record<string, Plain>>): readonly Combination[] {
  if (Object.keys(vectors).length === 0) return []
  let product: readonly Combination[] = [{}]
  for (const [name, values] of Object.entries(vectors)) {
    if (!isList(values)) throw invalid(`Matrix vector '${name}' is not a list`)
    if (values.length === 0) throw invalid(`Matrix vector '${name}' does not contain any values`)
    product = product.flatMap((each) => values.map((value) => ({ ...each, [name]: value })))
  }
  return product
}

/** An entry joins every combination whose own values it leaves as they are; one that joins none is a job of its own. */
function merge(
  kept: readonly Combination[],
  include: readonly Combination[],
  names: readonly string[],
): readonly Combination[] {
  const merged = kept.map((each) => ({ ...each }))
  const added: Combination[] = []
  for (const entry of include) {
    const own = Object.fromEntries(Object.entries(entry).filter(([name]) => names.includes(name)))
    const joined = merged.filter((_, index) => covers(kept[index] ?? {}, own))
    for (const each of joined) Object.assign(each, entry)
    if (joined.length === 0) added.push(entry)
  }
  return [...merged, ...added]
}

function covers(combination: Combination, entry: Combination): boolean {
  return Object.entries(entry).every(([name, value]) => isDeepStrictEqual(combination[name], value))
}

function combinations(value: Plain, name: string): readonly Combination[] {
  if (!isList(value)) throw invalid(`Matrix '${name}' is not a list`)
  return value.map((entry) => {
    if (typeof entry === 'object' && entry !== null && !isList(entry)) return entry
    throw invalid(`Matrix '${name}' holds '${String(entry)}'; expected mappings`)
  })
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}

function invalid(reason: string): Error {
  return runnerError('runner/matrix-invalid', reason)
}
