import { listWorkflows } from '../../forge/runs/workflow-of.ts'
import { html } from '../html.ts'
import type { View } from '../page.ts'
import { runList } from '../parts/run-list.ts'

/** Runs of all workflows, or of one. */
export const runListView: View = async ({ forge, repository, parts }) => {
  const workflows = await listWorkflows(forge, repository)
  const chosen = workflows.find((workflow) => workflow.path.endsWith(`/${parts.file}`))
  if (parts.file !== undefined && !chosen) return undefined
  const entries = [...repository.runs.values()]
    .filter((entry) => !chosen || entry.run.path === chosen.path)
    .reverse()
  const link = (address: string, name: string, current: boolean) =>
    html`<a href="/${repository.fullName}/actions${address}"${current && html` aria-current="page"`}>${name}</a>`
  const body = html`<div class="columns"><nav class="menu" aria-label="Workflows">${link('', 'All workflows', !chosen)}
${workflows.map((workflow) => link(`/workflows/${workflow.path.split('/').at(-1)}`, workflow.name, workflow === chosen))}</nav>
<section class="box column-wide"><h2 class="box-head">${chosen?.name ?? 'All workflows'} <span class="count">${entries.length}</span></h2>${runList(repository, entries, forge.now())}</section></div>`
  const live = entries.some(({ run }) => run.status !== 'completed')
  return { kind: 'page', title: chosen?.name ?? 'Actions', body, tab: 'actions', live }
}
