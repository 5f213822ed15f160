import { html } from '../html.ts'
import type { View } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { timeline } from '../parts/timeline.ts'
import { timeAgo } from '../time.ts'

/** Issues: open ones, then the others. */
export const issueListView: View = ({ forge, repository }) => {
  const issues = [...repository.issues.values()].reverse()
  const section = (state: 'open' | 'closed') => {
    const chosen = issues.filter((issue) => issue.state === state)
    return html`<section class="box"><h2 class="box-head">${chosen.length} ${state}</h2><ul class="rows">${chosen.map(
      (
        issue,
      ) => html`<li class="box-row"><span class="state-text state-${state}">${icon(state === 'open' ? 'issue' : 'issueClosed')}</span>
<div class="grow"><a class="title" href="/${repository.fullName}/issues/${issue.number}">${issue.title}</a> ${issue.labels.map((label) => html`<span class="label">${label}</span> `)}
<div class="quiet">#${issue.number} by ${issue.author.login} ${timeAgo(issue.createdAt, forge.now())}</div></div></li>`,
    )}${chosen.length === 0 && html`<li class="box-row quiet">None.</li>`}</ul></section>`
  }
  return { kind: 'page', title: 'Issues', body: html`${section('open')}${section('closed')}`, tab: 'issues' }
}

/** One issue with its comments; the number of a pull request leads to it. */
export const issueView: View = ({ forge, repository, parts }) => {
  const number = Number(parts.number)
  if (repository.pulls.has(number))
    return { kind: 'redirect', location: `/${repository.fullName}/pull/${number}` }
  const issue = repository.issues.get(number)
  if (!issue) return undefined
  const body = html`<h1>${issue.title} <span class="number">#${issue.number}</span></h1>
<p class="subtitle"><span class="badge state-${issue.state}">${icon(issue.state === 'open' ? 'issue' : 'issueClosed')} ${issue.state === 'open' ? 'Open' : 'Closed'}</span></p>
${timeline(forge, repository, issue)}`
  return { kind: 'page', title: issue.title, body, tab: 'issues' }
}
