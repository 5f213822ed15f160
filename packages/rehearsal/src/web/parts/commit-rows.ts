import type { GitCommit } from '../../forge/git/commits.ts'
import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { icon } from './icon.ts'

/** Commits, one a row. */
export function commitRows(
  forge: ForgeState,
  repository: ForgeRepository,
  commits: readonly GitCommit[],
): Html {
  return html`<ul class="box rows">${commits.map(
    (commit) => html`<li class="box-row">${icon('commit')}
<div class="grow"><a class="title" href="/${repository.fullName}/commit/${commit.oid}">${commit.message.split('\n')[0]}</a>
<div class="quiet">${commit.author.name} · ${timeAgo(commit.author.date, forge.now())}</div></div>
<a class="sha" href="/${repository.fullName}/commit/${commit.oid}">${commit.oid.slice(0, 7)}</a></li>`,
  )}${commits.length === 0 && html`<li class="box-row quiet">None.</li>`}</ul>`
}
