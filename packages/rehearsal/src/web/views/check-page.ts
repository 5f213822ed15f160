import { findCheck } from '../../forge/checks/checks-of.ts'
import { html } from '../html.ts'
import type { View } from '../page.ts'
import { annotationList } from '../parts/annotation-list.ts'
import { renderSummary } from '../parts/repository-markdown.ts'
import { stateIcon, stateWord } from '../parts/state-icon.ts'
import { duration, timeAgo } from '../time.ts'

/** A check: its conclusion and texts. A job's check is its log. */
export const checkView: View = ({ forge, repository, parts }) => {
  const check = findCheck(repository, Number(parts.id))
  if (!check) return undefined
  if (!repository.checks.has(check.id)) return { kind: 'redirect', location: check.detailsUrl ?? '/' }
  const pulls = [...repository.pulls.values()].filter((pull) => pull.head.sha === check.headSha)
  const took = duration(check.startedAt, check.completedAt, forge.now())
  const { title, summary, text } = check.output
  const body = html`<h1>${stateIcon(check.status, check.conclusion)} ${check.name}</h1>
<p class="subtitle"><span><b>${stateWord(check.status, check.conclusion)}</b>${took !== '' && took !== '0s' && html` in ${took}`} · ${timeAgo(check.completedAt ?? check.startedAt, forge.now())} ·
<a class="sha" href="/${repository.fullName}/commit/${check.headSha}">${check.headSha.slice(0, 7)}</a>
${pulls.map((pull) => html` · <a href="/${repository.fullName}/pull/${pull.number}">${pull.title} #${pull.number}</a>`)}</span></p>
<section class="box"><h2 class="box-head">${title ?? 'No title'}</h2><div class="markdown-body padded">
${summary !== null && renderSummary(forge, repository, summary)}</div></section>
${annotationList(repository, check.headSha, check.annotations)}
${text !== null && html`<section class="box"><h2 class="box-head">Details</h2><div class="markdown-body padded">${renderSummary(forge, repository, text)}</div></section>`}
<p class="quiet">external id <code>${check.externalId ?? 'none'}</code>${/^https?:/.test(check.detailsUrl ?? '') && html` · <a href="${check.detailsUrl}">details</a>`}</p>`
  return { kind: 'page', title: check.name, body, tab: 'pulls', live: check.status !== 'completed' }
}
