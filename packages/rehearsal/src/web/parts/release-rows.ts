import { releasePageName } from '../../forge/present/release.ts'
import { escapePath } from '../../forge/state/links.ts'
import type { Release } from '../../forge/state/release.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { icon } from './icon.ts'

/** Address of a release's page. */
export function releaseAddress(repository: ForgeRepository, release: Release): string {
  return `/${repository.fullName}/releases/tag/${escapePath(releasePageName(release))}`
}

/** What is special about a release. */
export function releaseLabels(release: Release): Html {
  return html`${release.draft && html`<span class="label">Draft</span>`}${release.prerelease && html`<span class="label">Pre-release</span>`}${release.immutable && html`<span class="label label-good">${icon('lock')} Immutable</span>`}`
}

/** Releases, one a row. */
export function releaseRows(repository: ForgeRepository, releases: readonly Release[], now: Date): Html {
  if (releases.length === 0) return html`<p class="box-row quiet">None.</p>`
  return html`<ul class="rows">${releases.map(
    (release) => html`<li class="box-row">${icon('tag')}
<div class="grow"><a class="title" href="${releaseAddress(repository, release)}">${release.name ?? release.tag}</a> ${releaseLabels(release)}
<div class="quiet">${timeAgo(release.publishedAt ?? release.createdAt, now)}</div></div></li>`,
  )}</ul>`
}
