import { listTree } from '../../forge/git/trees.ts'
import { resolveRevision } from '../../forge/refs/resolve-revision.ts'
import { visibleReleases } from '../../forge/releases/list-releases.ts'
import { type Html, html } from '../html.ts'
import type { View, Visit } from '../page.ts'
import { pullRows } from '../parts/pull-rows.ts'
import { releaseRows } from '../parts/release-rows.ts'
import { runList } from '../parts/run-list.ts'
import { fileList, readmeBox } from '../parts/tree-view.ts'

/** Files, README, and what is going on: open pull requests, runs, releases. */
export const repositoryHomeView: View = async (visit) => {
  const { forge, repository } = visit
  const ref = repository.defaultBranch
  const commit = await resolveRevision(repository, ref)
  const now = forge.now()
  const pulls = [...repository.pulls.values()].filter((pull) => pull.state === 'open').reverse()
  const entries = [...repository.runs.values()].reverse().slice(0, 5)
  const releases = visibleReleases(repository, true).slice(0, 4)
  const body = html`${repository.source && html`<p class="quiet">forked from <a href="/${repository.source.fullName}">${repository.source.fullName}</a></p>`}
<div class="columns"><div class="column-wide">${commit === undefined ? emptyBox(visit) : await filesBox(visit, commit, ref)}</div>
<div class="column-narrow">
${side('Open pull requests', `/${repository.fullName}/pulls`, pullRows(repository, pulls, now))}
${side('Recent runs', `/${repository.fullName}/actions`, runList(repository, entries, now))}
${side('Releases', `/${repository.fullName}/releases`, releaseRows(repository, releases, now))}
</div></div>`
  const live = entries.some(({ run }) => run.status !== 'completed')
  return { kind: 'page', title: repository.description ?? repository.name, body, tab: 'code', live }
}

function side(title: string, address: string, content: Html): Html {
  return html`<section class="box"><h2 class="box-head"><a href="${address}">${title}</a></h2>${content}</section>`
}

async function filesBox(visit: Visit, commit: string, ref: string): Promise<Html> {
  const items = await listTree(visit.repository.git, commit)
  return html`${fileList(visit.repository, ref, '', items)}${await readmeBox(visit, ref, '', items)}`
}

function emptyBox({ forge, repository }: Visit): Html {
  return html`<section class="box"><h2 class="box-head">This repository is empty</h2>
<div class="box-row"><pre>git clone ${forge.links.local}/${repository.fullName}.git</pre></div></section>`
}
