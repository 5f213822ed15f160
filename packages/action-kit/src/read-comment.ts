import { readFileSync } from 'node:fs'
import { actionError } from './error.ts'

/** A comment on a pull request or an issue, as its event tells it. */
export interface EventComment {
  readonly body: string
  readonly author: string
  readonly number: number
  readonly isPullRequest: boolean
}

interface Payload {
  readonly comment?: { readonly body?: string | null; readonly user?: { readonly login: string } | null }
  readonly issue?: { readonly number: number; readonly pull_request?: object }
}

/**
 * The comment that started this run, as it was written: an edit starts nothing.
 * @throws action/event-unfit in a run that no comment started
 */
export function readComment(env: Readonly<Record<string, string | undefined>>): EventComment {
  const { comment, issue } = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')) as Payload
  if (env.GITHUB_EVENT_NAME === 'issue_comment' && comment?.user && issue)
    return {
      body: comment.body ?? '',
      author: comment.user.login,
      number: issue.number,
      isPullRequest: issue.pull_request !== undefined,
    }
  throw actionError(
    'action/event-unfit',
    `Cannot answer a comment: the event is ${env.GITHUB_EVENT_NAME}; expected issue_comment`,
    { hint: 'Start this workflow by `issue_comment`, as slipway-command.yml does' },
  )
}
