import type { CheckRun } from '../../forge/state/check.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { duration } from '../time.ts'
import { stateIcon, stateWord } from './state-icon.ts'

/** Address of the page of a check; of a job, its log. */
export function checkAddress(repository: ForgeRepository, check: CheckRun): string {
  return repository.checks.has(check.id)
    ? `/${repository.fullName}/runs/${check.id}`
    : (check.detailsUrl ?? '')
}

/** Checks of a commit: sign, name, what came of it, where to read more. */
export function checkList(repository: ForgeRepository, checks: readonly CheckRun[], now: Date): Html {
  return html`<ul class="checks">${checks.map((check) => {
    const took = duration(check.startedAt, check.completedAt, now)
    const said = check.output.title ?? stateWord(check.status, check.conclusion)
    const address = checkAddress(repository, check)
    const workflow = workflowName(repository, check)
    return html`<li class="box-row">${stateIcon(check.status, check.conclusion)}
<a class="check-name" href="${address}">${workflow !== undefined && html`<span class="quiet">${workflow} / </span>`}${check.name}</a>
<span class="quiet check-said">${said}${check.status === 'completed' && took !== '' && workflow !== undefined && html` in ${took}`}</span>
<a class="details" href="${address}">Details</a></li>`
  })}</ul>`
}

function workflowName(repository: ForgeRepository, check: CheckRun): string | undefined {
  if (repository.checks.has(check.id)) return undefined
  for (const { run } of repository.runs.values())
    if (run.jobs.some((job) => job.id === check.id)) return run.name
  return undefined
}
