import { stateOf } from '../../forge/environments/add-status.ts'
import type { Deployment, Environment } from '../../forge/state/deployment.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import type { View, Visit } from '../page.ts'
import { type IconName, icon } from '../parts/icon.ts'
import { timeAgo } from '../time.ts'

/** Environments, and what was deployed to each. */
export const deploymentListView: View = (visit) => {
  const { repository } = visit
  const chosen = visit.parts.environment
  const environments = [...repository.environments.values()].filter(
    (environment) => chosen === undefined || environment.name === chosen,
  )
  const body = html`${environments.map((environment) => environmentBox(visit, environment))}
${environments.length === 0 && html`<p class="quiet">No environment yet.</p>`}`
  const live = [...repository.deployments.values()].some((one) =>
    ['queued', 'in_progress'].includes(stateOf(one)),
  )
  return { kind: 'page', title: 'Deployments', body, tab: 'deployments', live }
}

const SIGNS: Readonly<Record<string, readonly [IconName, string]>> = {
  success: ['success', 'Active'],
  failure: ['failure', 'Failed'],
  error: ['failure', 'Error'],
  inactive: ['neutral', 'Inactive'],
  in_progress: ['running', 'In progress'],
  queued: ['waiting', 'Waiting'],
  pending: ['queued', 'Pending'],
}

function environmentBox({ forge, repository }: Visit, environment: Environment): Html {
  const deployments = [...repository.deployments.values()]
    .filter((deployment) => deployment.environment === environment.name)
    .reverse()
  const reviewers = environment.reviewers.map((reviewer) => reviewer.login).join(', ')
  return html`<section class="box"><h2 class="box-head">${icon('rocket')} <a href="/${repository.fullName}/deployments/${encodeURIComponent(environment.name)}">${environment.name}</a>
${reviewers !== '' && html`<span class="quiet">reviewed by ${reviewers}</span>`}</h2>
<ul class="rows">${deployments.map((deployment) => deploymentRow(repository, deployment, forge.now()))}
${deployments.length === 0 && html`<li class="box-row quiet">Nothing was deployed yet.</li>`}</ul></section>`
}

function deploymentRow(repository: ForgeRepository, deployment: Deployment, now: Date): Html {
  const [sign, word] = SIGNS[stateOf(deployment)] ?? ['queued', stateOf(deployment)]
  const status = deployment.statuses.at(-1)
  const address = status?.environmentUrl ?? ''
  const { job } = deployment
  const title = deployment.description ?? `${deployment.ref} to ${deployment.environment}`
  return html`<li class="box-row">${icon(sign, word)}<div class="grow">
${job ? html`<a class="title" href="/${repository.fullName}/actions/runs/${job.runId}/job/${job.jobId}">${title}</a>` : html`<span class="title">${title}</span>`}
<div class="quiet">${word} · <a class="sha" href="/${repository.fullName}/commit/${deployment.sha}">${deployment.sha.slice(0, 7)}</a> · ${deployment.creator.login}${/^https?:/.test(address) && html` · <a href="${address}">${address}</a>`}</div></div>
<span class="quiet when">${timeAgo(deployment.updatedAt, now)}</span></li>`
}
