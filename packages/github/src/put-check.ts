import { createOnce, NO_RETRIES } from './create-once.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'

export interface Check {
  readonly name: string
  readonly headSha: string
  /** What the check is about: the digest of the verdict. */
  readonly externalId: string
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required'
  readonly title: string
  /** Markdown. */
  readonly summary: string
  readonly text?: string | undefined
  readonly detailsUrl?: string | undefined
}

export interface PutCheck {
  readonly id: number
  readonly url: string
}

/** `maxLength` in GitHub's OpenAPI description. */
export const MAX_CHECK_CHARACTERS = 65_535

/**
 * Puts a completed check on a commit. GitHub shows the newest of a name: that one is updated where it is about the same, so
 * that repeating it leaves one; else another is made.
 *
 * @throws github/too-large where summary or text are longer than GitHub takes
 */
export async function putCheck(github: GitHub, check: Check): Promise<PutCheck> {
  for (const part of ['summary', 'text'] as const) {
    const length = check[part]?.length ?? 0
    if (length > MAX_CHECK_CHARACTERS)
      throw githubError(
        'github/too-large',
        `Cannot put check "${check.name}": its ${part} has ${length} characters; expected at most ${MAX_CHECK_CHARACTERS}`,
      )
  }
  const content = contentOf(check)
  let created = false
  const found = await createOnce(
    github,
    () => findCheck(github, check),
    () =>
      github.request(
        { action: `put check "${check.name}" on ${check.headSha}`, permission: 'checks: write' },
        async ({ rest }, at) => {
          const sent = { ...at, ...content, head_sha: check.headSha, request: NO_RETRIES }
          const { data } = await rest.checks.create(sent)
          created = true
          return toCheck(data)
        },
      ),
  )
  if (created) return found
  return github.request(
    { action: `update check "${check.name}" on ${check.headSha}`, permission: 'checks: write' },
    async ({ rest }, at) =>
      toCheck((await rest.checks.update({ ...at, ...content, check_run_id: found.id })).data),
  )
}

async function findCheck(
  github: GitHub,
  { name, headSha, externalId }: Check,
): Promise<PutCheck | undefined> {
  const all = await github.request(
    { action: `list the checks on ${headSha}`, permission: 'checks: write' },
    async ({ rest, paginate }, at) => {
      const query = { ...at, ref: headSha, check_name: name, filter: 'all', per_page: 100 } as const
      return paginate(rest.checks.listForRef, query)
    },
  )
  const [newest] = all.filter((sent) => sent.name === name).sort((a, b) => b.id - a.id)
  return newest?.external_id === externalId ? toCheck(newest) : undefined
}

function contentOf(check: Check) {
  const { name, conclusion, title, summary, text } = check
  return {
    name,
    status: 'completed',
    conclusion,
    external_id: check.externalId,
    output: { title, summary, ...(text === undefined ? {} : { text }) },
    ...(check.detailsUrl === undefined ? {} : { details_url: check.detailsUrl }),
  } as const
}

function toCheck({ id, html_url }: { readonly id: number; readonly html_url: string | null }): PutCheck {
  return { id, url: html_url ?? '' }
}
