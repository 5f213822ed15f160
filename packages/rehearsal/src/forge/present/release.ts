import type { ForgeState } from '../state/forge-state.ts'
import { escapePath } from '../state/links.ts'
import type { Release, ReleaseAsset } from '../state/release.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'
import { repositoryApi, repositoryPage } from './repository.ts'

/** A draft has no tag yet that a page could be named after. */
export function releasePageName(release: Release): string {
  return release.draft ? `untagged-${release.id}` : release.tag
}

/** `release` */
export function presentRelease(forge: ForgeState, repository: ForgeRepository, release: Release) {
  const api = repositoryApi(forge.links, repository)
  const self = `${api}/releases/${release.id}`
  const page = `${repositoryPage(forge.links, repository)}/releases/tag/${escapePath(releasePageName(release))}`
  const archive = release.draft ? undefined : escapePath(release.tag)
  return {
    url: self,
    assets_url: `${self}/assets`,
    upload_url: `${forge.links.api}/uploads/repos/${repository.fullName}/releases/${release.id}/assets{?name,label}`,
    html_url: page,
    id: release.id,
    author: presentAccount(forge.links, release.author),
    node_id: nodeId('RE', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    draft: release.draft,
    immutable: release.immutable,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.updatedAt,
    published_at: release.publishedAt,
    assets: [...release.assets.values()].map((asset) => presentAsset(forge, repository, release, asset)),
    tarball_url: archive === undefined ? null : `${api}/tarball/${archive}`,
    zipball_url: archive === undefined ? null : `${api}/zipball/${archive}`,
    body: release.body,
  }
}

/** `release-asset` */
export function presentAsset(
  forge: ForgeState,
  repository: ForgeRepository,
  release: Release,
  asset: ReleaseAsset,
) {
  const { links } = forge
  const tag = escapePath(releasePageName(release))
  return {
    url: `${repositoryApi(links, repository)}/releases/assets/${asset.id}`,
    id: asset.id,
    node_id: nodeId('RA', asset.id),
    name: asset.name,
    label: asset.label,
    uploader: presentAccount(links, asset.uploader),
    content_type: asset.contentType,
    state: 'uploaded',
    size: asset.sizeBytes,
    digest: asset.digest,
    download_count: asset.downloads,
    created_at: asset.createdAt,
    updated_at: asset.updatedAt,
    browser_download_url: `${links.local}/${repository.fullName}/releases/download/${tag}/${encodeURIComponent(asset.name)}`,
  }
}
