import { runnerError } from '../error.ts'
import type { Scope } from '../workflow/expression.ts'
import { resolve } from '../workflow/template.ts'
import type { Token } from '../workflow/token.ts'
import type { Cancelled } from './cancelled.ts'
import type { RunnerServices } from './runner-services.ts'

export interface Turn {
  readonly group: string | undefined
  end(): void
}

const FREE: Turn = { group: undefined, end: () => {} }

/**
 * Waits for the turn that `concurrency:` gives a run or a job.
 *
 * @param held Groups that the run, or a job around this one, is in already: waiting for one would never end
 * @throws Cancelled when another one takes the place; runner/concurrency-deadlock for a group that is held
 */
export async function enterConcurrency(input: {
  readonly services: RunnerServices
  readonly repositoryId: number
  readonly concurrency: Token | undefined
  readonly scope: Scope
  readonly held: readonly string[]
  readonly who: string
  readonly signal: AbortSignal
  readonly cancel: (reason: Cancelled) => void
}): Promise<Turn> {
  const { services, repositoryId, concurrency, scope, held, who, signal, cancel } = input
  if (concurrency === undefined) return FREE
  const { group, cancelInProgress, queue } = readConcurrency(concurrency, scope)
  if (group === '') return FREE
  if (held.some((each) => each.toLowerCase() === group.toLowerCase())) {
    throw runnerError(
      'runner/concurrency-deadlock',
      `Canceling since a deadlock was detected for concurrency group: '${group}' between a top level workflow and '${who}'`,
    )
  }
  const end = await services.activity.wait('turn', () =>
    services.groups.enter({ repositoryId, group, cancelInProgress, queue, cancel, signal }),
  )
  return { group, end }
}

function readConcurrency(
  token: Token,
  scope: Scope,
): { readonly group: string; readonly cancelInProgress: boolean; readonly queue: 'single' | 'max' } {
  const value = resolve(token, scope)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { group: String(value ?? ''), cancelInProgress: false, queue: 'single' }
  }
  const fields = value as Readonly<Record<string, unknown>>
  return {
    group: String(fields.group ?? ''),
    cancelInProgress: String(fields['cancel-in-progress'] ?? false) === 'true',
    queue: fields.queue === 'max' ? 'max' : 'single',
  }
}
