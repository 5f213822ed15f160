import { headChecks } from '../../forge/pulls/pull-state.ts'
import type { PullRequest } from '../../forge/state/issue.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { type IconName, icon } from './icon.ts'
import { stateIcon } from './state-icon.ts'

/** What a pull request is: a word, and its sign. */
export function pullWord(pull: PullRequest): { readonly word: string; readonly sign: IconName } {
  if (pull.merged) return { word: 'Merged', sign: 'merged' }
  if (pull.state === 'closed') return { word: 'Closed', sign: 'closed' }
  return { word: pull.draft ? 'Draft' : 'Open', sign: 'pull' }
}

/** Pull requests, one a row, with the state of their checks. */
export function pullRows(repository: ForgeRepository, pulls: readonly PullRequest[], now: Date): Html {
  if (pulls.length === 0) return html`<p class="box-row quiet">None.</p>`
  return html`<ul class="rows">${pulls.map((pull) => {
    const { word, sign } = pullWord(pull)
    return html`<li class="box-row"><span class="state-text state-${word.toLowerCase()}">${icon(sign, word)}</span>
<div class="grow"><a class="title" href="/${repository.fullName}/pull/${pull.number}">${pull.title}</a> ${checksSign(repository, pull)}
<div class="quiet">#${pull.number} by ${pull.author.login} ${timeAgo(pull.createdAt, now)}</div></div></li>`
  })}</ul>`
}

/** One sign for all checks of a head: the worst of them. */
function checksSign(repository: ForgeRepository, pull: PullRequest): Html | undefined {
  const checks = headChecks(repository, pull)
  if (checks.length === 0) return undefined
  const bad = checks.find((check) =>
    ['failure', 'timed_out', 'action_required', 'cancelled'].includes(check.conclusion ?? ''),
  )
  const open = checks.find((check) => check.status !== 'completed')
  const worst = bad ?? open
  return worst ? stateIcon(worst.status, worst.conclusion) : stateIcon('completed', 'success')
}
