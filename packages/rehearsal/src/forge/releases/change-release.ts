import { emitEvent } from '../events/emit.ts'
import { releasePublishedEvent } from '../events/other-events.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { isRefName } from '../git/refs.ts'
import { HttpError } from '../http/http-error.ts'
import { writeLockedRefs } from '../refs/lock-refs.ts'
import { moveRefs } from '../refs/move-refs.ts'
import { resolveRevision } from '../refs/resolve-revision.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { Release } from '../state/release.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** What a request says about a release; undefined leaves it as it is. */
export interface ReleaseFields {
  readonly tag: string | undefined
  readonly target: string | undefined
  readonly name: string | undefined
  readonly body: string | undefined
  readonly draft: boolean | undefined
  readonly prerelease: boolean | undefined
}

function invalid(field: string, message: string): HttpError {
  return HttpError.validation([{ resource: 'Release', field, code: 'custom', message }])
}

/** GitHub's limit for release notes. */
const LONGEST_NOTES = 125_000

/**
 * Makes a release; one that is no draft is published at once. The caller holds the ref lock.
 * @throws HttpError 422 for a tag that is no name, is taken, or was burnt by an immutable release
 */
export async function addRelease(
  forge: ForgeState,
  repository: ForgeRepository,
  fields: ReleaseFields,
  by: Pusher,
): Promise<Release> {
  const time = forge.time()
  const release: Release = {
    id: forge.nextId(),
    tag: fields.tag ?? '',
    target: fields.target ?? repository.defaultBranch,
    name: null,
    body: null,
    draft: true,
    prerelease: false,
    immutable: false,
    author: by.account,
    createdAt: time,
    updatedAt: time,
    publishedAt: null,
    assets: new Map(),
  }
  await changeRelease(forge, repository, release, { ...fields, draft: fields.draft ?? false }, by)
  repository.releases.set(release.id, release)
  return release
}

/**
 * Changes a release; `draft: false` publishes it, which makes its tag where there is none, and ends every change of
 * tag and assets where releases are immutable. The caller holds the ref lock.
 * @throws HttpError 422 as addRelease(), and nothing was changed
 */
export async function changeRelease(
  forge: ForgeState,
  repository: ForgeRepository,
  release: Release,
  fields: ReleaseFields,
  by: Pusher,
): Promise<void> {
  const tag = fields.tag ?? release.tag
  const publishing = release.draft && fields.draft === false
  if (release.immutable && !release.draft && (tag !== release.tag || fields.draft === true))
    throw invalid('tag_name', 'tag_name cannot be changed: the release is immutable')
  if (fields.body !== undefined && fields.body.length > LONGEST_NOTES)
    throw invalid('body', `body is too long (maximum is ${LONGEST_NOTES} characters)`)
  await checkTag(repository, release, tag, publishing || !release.draft)
  const target = fields.target ?? release.target
  const commit = publishing ? await publish(forge, repository, tag, target, by) : undefined
  release.tag = tag
  release.target = target
  release.name = fields.name ?? release.name
  release.body = fields.body ?? release.body
  release.prerelease = fields.prerelease ?? release.prerelease
  release.updatedAt = forge.time()
  if (commit === undefined) {
    release.draft = fields.draft ?? release.draft
    return
  }
  release.draft = false
  release.publishedAt = forge.time()
  release.immutable = repository.settings.immutableReleases
  if (release.immutable) repository.burntTags.add(tag)
  await writeLockedRefs(repository)
  emitEvent(forge, releasePublishedEvent(forge, repository, release, commit, by.account), by.actor)
}

async function checkTag(
  repository: ForgeRepository,
  release: Release,
  tag: string,
  published: boolean,
): Promise<void> {
  if (tag === '' || !(await isRefName(repository.git, `refs/tags/${tag}`)))
    throw invalid('tag_name', 'tag_name is not a valid tag')
  if (repository.burntTags.has(tag) && !(release.immutable && release.tag === tag))
    throw invalid('tag_name', 'tag_name was used by an immutable release')
  const others = [...repository.releases.values()].filter((other) => other !== release && !other.draft)
  if (published && others.some((other) => other.tag === tag))
    throw HttpError.validation([{ resource: 'Release', field: 'tag_name', code: 'already_exists' }])
}

/** Makes the tag of a release, unless it is there. @returns the commit that it names */
async function publish(
  forge: ForgeState,
  repository: ForgeRepository,
  tag: string,
  target: string,
  by: Pusher,
): Promise<string> {
  const present = repository.tag(tag)
  const commit = present?.commit ?? (await resolveRevision(repository, target))
  if (commit === undefined)
    throw HttpError.validation([{ resource: 'Release', field: 'target_commitish', code: 'invalid' }])
  await rememberCommits(repository, [commit])
  if (!present) await moveRefs(forge, repository, [{ ref: `refs/tags/${tag}`, to: commit, from: null }], by)
  return commit
}
