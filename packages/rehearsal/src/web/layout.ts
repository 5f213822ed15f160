import type { ForgeRepository } from '../forge/state/repository.ts'
import { type Html, html } from './html.ts'
import type { Tab } from './page.ts'
import { type IconName, icon } from './parts/icon.ts'

interface Shown {
  readonly title: string
  readonly body: Html
  readonly tab?: Tab
  readonly live?: boolean
  readonly repository?: ForgeRepository | undefined
}

/** A whole page. */
export function layout(page: Shown): string {
  const { repository } = page
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}${repository && ` · ${repository.fullName}`}</title>
<link rel="icon" href="/_static/icon.svg"><link rel="stylesheet" href="/_static/style.css"></head>
<body><header class="top"><div class="bar"><a class="home" href="/">${icon('package')}<span>Stand-in GitHub</span></a>
${
  repository &&
  html`<span class="crumbs"><a href="/${repository.owner.login}">${repository.owner.login}</a> / <a href="/${repository.fullName}"><b>${repository.name}</b></a>
${repository.private && html` <span class="label">Private</span>`}</span>`
}</div>
${repository && tabs(repository, page.tab)}</header>
<main${page.live && html` data-live`}>${page.body}</main>
<footer>A rehearsal on this machine. Nothing here is github.com.</footer>
${page.live && html`<script src="/_static/live.js" defer></script>`}</body></html>
`.text
}

const TABS: readonly (readonly [Tab, string, string, IconName])[] = [
  ['code', '', 'Code', 'code'],
  ['issues', '/issues', 'Issues', 'issue'],
  ['pulls', '/pulls', 'Pull requests', 'pull'],
  ['actions', '/actions', 'Actions', 'play'],
  ['releases', '/releases', 'Releases', 'tag'],
  ['deployments', '/deployments', 'Deployments', 'rocket'],
]

function tabs(repository: ForgeRepository, current: Tab | undefined): Html {
  const counts: Partial<Record<Tab, number>> = {
    issues: [...repository.issues.values()].filter((issue) => issue.state === 'open').length,
    pulls: [...repository.pulls.values()].filter((pull) => pull.state === 'open').length,
    releases: repository.releases.size,
  }
  return html`<nav class="tabs" aria-label="Repository">${TABS.map(
    ([tab, path, name, sign]) =>
      html`<a href="/${repository.fullName}${path}"${tab === current && html` aria-current="page"`}>${icon(sign)} <span>${name}</span>${counts[tab] ? html` <span class="count">${counts[tab]}</span>` : null}</a>`,
  )}</nav>`
}
