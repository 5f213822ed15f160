import { SlipwayError } from '@slipway/core'
import { createOnce, NO_RETRIES } from './create-once.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'
import { compareMarkers, formatMarker, readMarker, type StickyMarker } from './sticky-marker.ts'

export interface StickyComment {
  readonly pullRequest: number
  readonly marker: StickyMarker
  /** Markdown, without the marker. */
  readonly body: string
  /** Who posts: the login that GitHub shows for our token. */
  readonly author?: string
}

export interface PostedComment {
  readonly id: number
  readonly url: string
  /** `left`: a newer run's comment stands, and stays. */
  readonly state: 'created' | 'updated' | 'unchanged' | 'left'
}

/** GitHub's limit on a comment's text: https://github.com/orgs/community/discussions/27190. */
export const MAX_COMMENT_CHARACTERS = 65_536
/** Whom `GITHUB_TOKEN` posts as. */
export const JOB_TOKEN_LOGIN = 'github-actions[bot]'

interface OwnComment {
  readonly id: number
  readonly url: string
  readonly body: string
  readonly marker: StickyMarker
}

/**
 * Posts the one comment of its kind on a pull request: found by its hidden marker and its author over all pages,
 * updated where it is there. A comment of a newer run or attempt is left alone. Where two jobs raced, the first comment
 * is kept with the newest text, and our later ones are deleted.
 *
 * @throws github/too-large where the text is longer than GitHub takes
 */
export async function postStickyComment(github: GitHub, sticky: StickyComment): Promise<PostedComment> {
  const body = `${formatMarker(sticky.marker)}\n${sticky.body}`
  if (body.length > MAX_COMMENT_CHARACTERS)
    throw githubError(
      'github/too-large',
      `Cannot post the comment on #${sticky.pullRequest}: it has ${body.length} characters; expected at most ${MAX_COMMENT_CHARACTERS}`,
    )
  let created = false
  const first = await createOnce(
    github,
    async () => (await listOwn(github, sticky))[0],
    async () => {
      const comment = await create(github, sticky, body)
      created = true
      return comment
    },
  )
  if (!created) return bringUpToDate(github, sticky, first, body)
  const kept = await removeDuplicates(github, sticky)
  if (!kept || kept.id === first.id) return { id: first.id, url: first.url, state: 'created' }
  return bringUpToDate(github, sticky, kept, body)
}

async function bringUpToDate(
  github: GitHub,
  sticky: StickyComment,
  comment: OwnComment,
  body: string,
): Promise<PostedComment> {
  const { id, url } = comment
  if (compareMarkers(sticky.marker, comment.marker) < 0) return { id, url, state: 'left' }
  if (sameText(comment.body, body)) return { id, url, state: 'unchanged' }
  await github.request(
    { action: `update the comment on #${sticky.pullRequest}`, permission: 'pull-requests: write' },
    async ({ rest }, at) => rest.issues.updateComment({ ...at, comment_id: id, body }),
  )
  return { id, url, state: 'updated' }
}

/** Deletes our comments after the first; returns the first. */
async function removeDuplicates(github: GitHub, sticky: StickyComment): Promise<OwnComment | undefined> {
  const [first, ...later] = await listOwn(github, sticky)
  for (const { id } of later) await remove(github, sticky, id)
  return first
}

async function remove(github: GitHub, { pullRequest }: StickyComment, id: number): Promise<void> {
  try {
    await github.request(
      { action: `delete a double comment on #${pullRequest}`, permission: 'pull-requests: write' },
      async ({ rest }, at) => rest.issues.deleteComment({ ...at, comment_id: id }),
    )
  } catch (error) {
    // The other job of the race deleted it.
    if (!(error instanceof SlipwayError && error.code === 'github/not-found')) throw error
  }
}

async function create(
  github: GitHub,
  { pullRequest, marker }: StickyComment,
  body: string,
): Promise<OwnComment> {
  return github.request(
    { action: `post the comment on #${pullRequest}`, permission: 'pull-requests: write' },
    async ({ rest }, at) => {
      const sent = { ...at, issue_number: pullRequest, body, request: NO_RETRIES }
      const { data } = await rest.issues.createComment(sent)
      return { id: data.id, url: data.html_url, body, marker }
    },
  )
}

/** Our comments of this kind, in the order in which they were made. */
async function listOwn(github: GitHub, sticky: StickyComment): Promise<readonly OwnComment[]> {
  const { pullRequest, marker: own, author = JOB_TOKEN_LOGIN } = sticky
  const all = await github.request(
    { action: `list the comments on #${pullRequest}`, permission: 'pull-requests: read' },
    async ({ rest, paginate }, at) =>
      paginate(rest.issues.listComments, { ...at, issue_number: pullRequest, per_page: 100 }),
  )
  return all
    .flatMap(({ id, html_url: url, body = '', user }) => {
      const marker = user?.login === author ? readMarker(body) : undefined
      return marker?.comment === own.comment ? [{ id, url, body, marker }] : []
    })
    .sort((a, b) => a.id - b.id)
}

/** GitHub may change line endings, and cuts white space at the end. */
export function sameText(a: string, b: string): boolean {
  const normal = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()
  return normal(a) === normal(b)
}
