import { HttpError } from '../http/http-error.ts'

/** GitHub's limit for the body of a comment, an issue or a pull request. */
export const LONGEST_BODY = 65_536

/** @throws HttpError 422 */
export function refuseLongBody(body: string | null | undefined): void {
  if (body === undefined || body === null || [...body].length <= LONGEST_BODY) return
  throw HttpError.validation([
    {
      resource: 'IssueComment',
      field: 'body',
      code: 'custom',
      message: `body is too long (maximum is ${LONGEST_BODY} characters)`,
    },
  ])
}

interface Dated {
  readonly createdAt: string
  readonly updatedAt: string
  readonly id: number
}

/** Issues and pull requests in the order that was asked for: the newest first without. */
export function newest<T extends Dated>(threads: readonly T[], query: URLSearchParams): readonly T[] {
  const by = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const rising = [...threads].sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : a.id - b.id))
  return query.get('direction') === 'asc' ? rising : rising.reverse()
}
