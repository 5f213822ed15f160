import { readFileSync } from 'node:fs'
import type { Producer } from '@slipway/core'
import type { Context } from './context.ts'

const GIT_OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * The GitHub run that this process belongs to, from the runner's variables; null on a developer's machine.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function readProducer(env: Context['env']): Producer | null {
  if (env.GITHUB_ACTIONS !== 'true') return null
  const producer = {
    repository_id: Number(env.GITHUB_REPOSITORY_ID),
    run_id: Number(env.GITHUB_RUN_ID),
    run_attempt: Number(env.GITHUB_RUN_ATTEMPT),
    head_sha: headOf(env.GITHUB_EVENT_PATH) ?? env.GITHUB_SHA ?? '',
    event: env.GITHUB_EVENT_NAME ?? '',
    workflow_ref: env.GITHUB_WORKFLOW_REF ?? '',
  }
  const numbers = [producer.repository_id, producer.run_id, producer.run_attempt]
  return numbers.every(Number.isSafeInteger) && GIT_OID.test(producer.head_sha) ? producer : null
}

/** The head of the pull request that started the run: GITHUB_SHA is its merge with the base then. */
function headOf(eventPath: string | undefined): string | undefined {
  if (eventPath === undefined) return undefined
  try {
    const event = JSON.parse(readFileSync(eventPath, 'utf8'))
    const sha: unknown = event?.pull_request?.head?.sha
    return typeof sha === 'string' ? sha : undefined
  } catch {
    return undefined
  }
}
