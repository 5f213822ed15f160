import type { Release } from '../state/release.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** Releases, the newest first; drafts only for those who may change them. */
export function visibleReleases(repository: ForgeRepository, drafts: boolean): readonly Release[] {
  return [...repository.releases.values()]
    .filter((release) => drafts || !release.draft)
    .sort((a, b) => b.id - a.id)
}

/** What GitHub calls the latest: the newest that was published and is no prerelease. */
export function newestPublished(repository: ForgeRepository): Release | undefined {
  return visibleReleases(repository, false)
    .filter((release) => !release.prerelease)
    .sort((a, b) => ((a.publishedAt ?? '') < (b.publishedAt ?? '') ? 1 : -1))[0]
}
