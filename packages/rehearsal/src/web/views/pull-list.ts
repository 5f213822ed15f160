import { html } from '../html.ts'
import type { View } from '../page.ts'
import { pullRows } from '../parts/pull-rows.ts'

/** Pull requests: open ones, then the others. */
export const pullListView: View = ({ forge, repository }) => {
  const pulls = [...repository.pulls.values()].reverse()
  const open = pulls.filter((pull) => pull.state === 'open')
  const closed = pulls.filter((pull) => pull.state === 'closed')
  const now = forge.now()
  const body = html`<section class="box"><h2 class="box-head">${open.length} open</h2>${pullRows(repository, open, now)}</section>
<section class="box"><h2 class="box-head">${closed.length} closed</h2>${pullRows(repository, closed, now)}</section>`
  return { kind: 'page', title: 'Pull requests', body, tab: 'pulls' }
}
