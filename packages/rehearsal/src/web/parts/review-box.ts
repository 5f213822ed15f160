import { pendingOf } from '../../forge/environments/review-deployments.ts'
import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { RunEntry } from '../../forge/state/run-entry.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { icon } from './icon.ts'

/** What of a run waits for a review, with the buttons of its reviewers; and what was said before. */
export function reviewBox(forge: ForgeState, repository: ForgeRepository, entry: RunEntry): Html {
  const environments = [...new Set(pendingOf(forge, entry.run.id).map((pending) => pending.environment))]
  const forms = environments.map(
    (
      environment,
    ) => html`<section class="box review"><h2 class="box-head">${icon('waiting')} <span>Review of a deployment to ${environment.name}</span></h2>
<form class="box-row" method="post" action="/${repository.fullName}/actions/runs/${entry.run.id}/review">
<input type="hidden" name="environment" value="${environment.id}">
<label>Review as <select name="reviewer">${environment.reviewers.map((reviewer) => html`<option>${reviewer.login}</option>`)}</select></label>
<label class="grow">Comment <input name="comment" maxlength="500"></label>
<button class="good" name="state" value="approved">Approve and deploy</button>
<button name="state" value="rejected">Reject</button></form></section>`,
  )
  const said = entry.approvals.map((approval) => {
    const environment = [...repository.environments.values()].find((one) => one.id === approval.environmentId)
    const verb = approval.state === 'approved' ? 'approved the deployment to' : 'rejected the deployment to'
    return html`<p class="event">${icon(approval.state === 'approved' ? 'success' : 'failure')} <b>${approval.login}</b> ${verb} ${environment?.name} ${timeAgo(approval.at, forge.now())}${approval.comment !== '' && html`: ${approval.comment}`}</p>`
  })
  return html`${forms}${said}`
}
