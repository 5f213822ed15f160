import { fieldsOf, isSequence, itemsOf, literalOf, type Token, textsOf } from '../workflow/token.ts'

/** One event of `on:` with its filters, as written. */
export interface Trigger {
  readonly types?: readonly string[]
  readonly branches?: readonly string[]
  readonly branchesIgnore?: readonly string[]
  readonly tags?: readonly string[]
  readonly tagsIgnore?: readonly string[]
  readonly paths?: readonly string[]
  readonly pathsIgnore?: readonly string[]
  /** Names of workflows, for `workflow_run`. */
  readonly workflows?: readonly string[]
  /** Cron lines, for `schedule`. */
  readonly crons?: readonly string[]
  /** For `workflow_dispatch`. */
  readonly inputs?: ReadonlyMap<string, DispatchInput>
}

export interface DispatchInput {
  readonly type: 'string' | 'boolean' | 'number' | 'choice' | 'environment'
  readonly required: boolean
  readonly default: string | undefined
  readonly options: readonly string[]
}

/** `on:` in its three forms: a name, a list of names, a mapping. */
export function parseTriggers(on: Token | undefined): ReadonlyMap<string, Trigger> {
  if (on === undefined) return new Map()
  const fields = fieldsOf(on)
  if (fields.size === 0) return new Map((textsOf(on) ?? []).map((name) => [name, {}]))
  return new Map([...fields].map(([name, token]) => [name, parseTrigger(token)]))
}

function parseTrigger(token: Token): Trigger {
  if (isSequence(token)) {
    return { crons: itemsOf(token).map((item) => fieldsOf(item).get('cron')?.toString() ?? '') }
  }
  const fields = fieldsOf(token)
  const inputs = fields.get('inputs')
  const lists = {
    types: textsOf(fields.get('types')),
    branches: textsOf(fields.get('branches')),
    branchesIgnore: textsOf(fields.get('branches-ignore')),
    tags: textsOf(fields.get('tags')),
    tagsIgnore: textsOf(fields.get('tags-ignore')),
    paths: textsOf(fields.get('paths')),
    pathsIgnore: textsOf(fields.get('paths-ignore')),
    workflows: textsOf(fields.get('workflows')),
    inputs: inputs && new Map([...fieldsOf(inputs)].map(([name, each]) => [name, parseInput(each)])),
  }
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined))
}

function parseInput(token: Token): DispatchInput {
  const fields = fieldsOf(token)
  const value = fields.get('default')
  const required = fields.get('required')
  return {
    type: (fields.get('type')?.toString() ?? 'string') as DispatchInput['type'],
    required: required !== undefined && literalOf(required) === true,
    default: value && String(literalOf(value) ?? ''),
    options: textsOf(fields.get('options')) ?? [],
  }
}
