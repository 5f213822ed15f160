import { createOnce, NO_RETRIES } from './create-once.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import { findRelease, type Release, toRelease } from './release.ts'

export interface DraftText {
  readonly tag: string
  readonly title: string
  /** Its first line says what the release is about; a draft with another first line is somebody else's. */
  readonly body: string
}

/**
 * Makes a draft release, or takes the one that an earlier attempt made; its text is brought up to date.
 *
 * @throws github/conflict where the tag has a published release, or a draft that is about something else
 */
export async function createDraft(github: GitHub, text: DraftText): Promise<Release> {
  const draft = await createOnce(
    github,
    async () => {
      const found = await findRelease(github, text.tag)
      if (found && (!found.draft || firstLine(found.body) !== firstLine(text.body)))
        throw githubError(
          'github/conflict',
          `Cannot draft release "${text.tag}": ${found.draft ? 'a draft about something else' : 'a release'} has that tag; expected none`,
          {
            hint: found.draft
              ? `Delete the draft if nobody needs it: ${found.url}`
              : 'Choose another version',
          },
        )
      return found
    },
    () =>
      github.request(
        { action: `draft release "${text.tag}"`, permission: 'contents: write' },
        async ({ rest }, at) => {
          const { tag: tag_name, title: name, body } = text
          const sent = { ...at, tag_name, name, body, draft: true, request: NO_RETRIES }
          return toRelease((await rest.repos.createRelease(sent)).data)
        },
      ),
  )
  if (draft.name === text.title && draft.body === text.body) return draft
  return github.request(
    { action: `update the draft of "${text.tag}"`, permission: 'contents: write' },
    async ({ rest }, at) => {
      const { title: name, body } = text
      return toRelease((await rest.repos.updateRelease({ ...at, release_id: draft.id, name, body })).data)
    },
  )
}

/** GitHub may change line endings. */
function firstLine(body: string): string {
  return body.split(/\r?\n/, 1)[0] ?? ''
}
