import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { RunEntry } from '../../forge/state/run-entry.ts'
import { type Html, html } from '../html.ts'
import { duration, timeAgo } from '../time.ts'
import { stateIcon } from './state-icon.ts'

/** Runs: what, why, where, when. */
export function runList(repository: ForgeRepository, entries: readonly RunEntry[], now: Date): Html {
  if (entries.length === 0) return html`<p class="box-row quiet">No run yet.</p>`
  return html`<ul class="rows">${entries.map(({ run }) => {
    const end = run.status === 'completed' ? run.updatedAt : null
    return html`<li class="box-row">${stateIcon(run.status, run.conclusion)}
<div class="grow"><a class="title" href="/${repository.fullName}/actions/runs/${run.id}">${run.displayTitle}</a>
<div class="quiet">${run.name} <span>#${run.runNumber}</span> · ${run.event.name} by ${run.event.actor}</div></div>
<span class="branch">${run.event.headBranch}</span>
<span class="quiet when">${timeAgo(run.createdAt, now)}<br>${duration(run.createdAt, end, now)}</span></li>`
  })}</ul>`
}
