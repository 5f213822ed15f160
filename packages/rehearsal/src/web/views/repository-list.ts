import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { html } from '../html.ts'
import type { Answer } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { timeAgo } from '../time.ts'

/** All repositories, or those of one person. */
export function repositoryListView(
  forge: ForgeState,
  repositories: readonly ForgeRepository[],
  title: string,
): Answer {
  const body = html`<h1>${title}</h1>
<ul class="box rows">${repositories.map(
    (repository) => html`<li class="box-row">${icon(repository.private ? 'lock' : 'book')}
<div class="grow"><a class="title" href="/${repository.fullName}">${repository.fullName}</a>
<div class="quiet">${repository.description}${repository.source && html` forked from <a href="/${repository.source.fullName}">${repository.source.fullName}</a>`}</div></div>
<span class="quiet when">${timeAgo(repository.pushedAt, forge.now())}</span></li>`,
  )}${repositories.length === 0 && html`<li class="box-row quiet">No repository yet.</li>`}</ul>`
  return { kind: 'page', title, body }
}
