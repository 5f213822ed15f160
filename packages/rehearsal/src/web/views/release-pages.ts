import { releasePageName } from '../../forge/present/release.ts'
import { visibleReleases } from '../../forge/releases/list-releases.ts'
import type { Release } from '../../forge/state/release.ts'
import { type Html, html } from '../html.ts'
import type { View, Visit } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { personName } from '../parts/person.ts'
import { releaseAddress, releaseLabels } from '../parts/release-rows.ts'
import { renderComment } from '../parts/repository-markdown.ts'
import { byteSize, timeAgo } from '../time.ts'

/** Releases with their notes and assets. */
export const releaseListView: View = (visit) => {
  const releases = visibleReleases(visit.repository, true)
  const body = html`<nav class="tabs inner" aria-label="Releases"><a href="/${visit.repository.fullName}/releases" aria-current="page">Releases</a><a href="/${visit.repository.fullName}/tags">Tags</a></nav>
${releases.map((release) => releaseBox(visit, release))}${releases.length === 0 && html`<p class="quiet">No release yet.</p>`}`
  return { kind: 'page', title: 'Releases', body, tab: 'releases' }
}

/** One release, by its tag; a draft by its number. */
export const releaseView: View = (visit) => {
  const release = findRelease(visit)
  if (!release) return undefined
  return {
    kind: 'page',
    title: release.name ?? release.tag,
    body: releaseBox(visit, release),
    tab: 'releases',
  }
}

/** The bytes of an asset. */
export const assetDownloadView: View = (visit) => {
  const release = findRelease(visit)
  const asset = release && [...release.assets.values()].find((one) => one.name === visit.parts.name)
  if (!asset) return undefined
  asset.downloads += 1
  return { kind: 'file', file: asset.file, contentType: asset.contentType, name: asset.name }
}

function findRelease({ repository, parts }: Visit): Release | undefined {
  return visibleReleases(repository, true).find((release) => releasePageName(release) === parts.tag)
}

function releaseBox(visit: Visit, release: Release): Html {
  const { forge, repository } = visit
  const tag = repository.tag(release.tag)
  const assets = [...release.assets.values()]
  const commit =
    tag &&
    html` · <a class="sha" href="/${repository.fullName}/commit/${tag.commit}">${tag.commit.slice(0, 7)}</a>`
  return html`<article class="box release"><h2 class="box-head"><a href="${releaseAddress(repository, release)}">${release.name ?? release.tag}</a> ${releaseLabels(release)}</h2>
<div class="box-row">${icon('tag')}<span class="quiet">${release.tag}${commit} · ${personName(release.author)} ${timeAgo(release.publishedAt ?? release.createdAt, forge.now())}</span></div>
${release.body && html`<div class="markdown-body padded">${renderComment(forge, repository, release.body)}</div>`}
<details class="fold" open><summary class="box-head">Assets <span class="count">${assets.length}</span></summary><ul class="rows">${assets.map(
    (asset) =>
      html`<li class="box-row">${icon('package')}<div class="grow"><a href="/${repository.fullName}/releases/download/${encodeURIComponent(releasePageName(release))}/${encodeURIComponent(asset.name)}">${asset.name}</a><div class="quiet digest">${asset.digest}</div></div><span class="quiet">${byteSize(asset.sizeBytes)}</span></li>`,
  )}</ul></details></article>`
}
