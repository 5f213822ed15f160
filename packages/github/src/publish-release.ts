import { findTag } from './create-tag.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import { getRelease, type Release, toRelease } from './release.ts'

/**
 * Publishes a draft whose annotated tag is there; GitHub would otherwise make a lightweight one, which is none of the
 * registry's, and could never be taken back on an immutable release. Published already is success.
 *
 * @throws github/conflict where the tag is missing or leads to another commit
 */
export async function publishRelease(
  github: GitHub,
  draft: { readonly id: number; readonly tag: string; readonly commit: string },
): Promise<Release> {
  const release = await getRelease(github, draft.id)
  if (release.tag !== draft.tag)
    throw githubError(
      'github/conflict',
      `Cannot publish "${draft.tag}": release ${draft.id} has tag "${release.tag}"`,
    )
  if (!release.draft) return release
  const tag = await findTag(github, draft.tag)
  if (tag?.commit !== draft.commit)
    throw githubError(
      'github/conflict',
      `Cannot publish "${draft.tag}": its tag ${tag ? `is on ${tag.commit}` : 'is missing'}; expected it on ${draft.commit}`,
    )
  return github.request(
    { action: `publish release "${draft.tag}"`, permission: 'contents: write' },
    async ({ rest }, at) =>
      toRelease((await rest.repos.updateRelease({ ...at, release_id: draft.id, draft: false })).data),
  )
}
