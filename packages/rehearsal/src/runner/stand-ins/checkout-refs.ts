/** What to fetch and what to check out; names and rules are those of actions/checkout, src/ref-helper.ts. */
export interface CheckoutSource {
  /** Fully qualified, or as a person writes it; empty when only a commit is known. */
  readonly ref: string
  readonly commit: string
}

const ALL_TAGS = '+refs/tags/*:refs/tags/*'

/** Refspecs for one commit, or for everything where `depth` is 0. */
export function planRefspecs(source: CheckoutSource, depth: number, tags: boolean): readonly string[] {
  const { ref, commit } = source
  const pull = /^refs\/pull\/(.+)$/.exec(ref)?.[1]
  const pullSpec = pull === undefined ? [] : [`+${commit || ref}:refs/remotes/pull/${pull}`]
  if (depth === 0) {
    const other = ref === '' ? [commit] : []
    return ['+refs/heads/*:refs/remotes/origin/*', ALL_TAGS, ...pullSpec, ...other]
  }
  const allTags = tags ? [ALL_TAGS] : []
  if (ref === '') return [...allTags, commit]
  if (pullSpec.length > 0) return [...allTags, ...pullSpec]
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (branch !== undefined) return [...allTags, `+${commit || ref}:refs/remotes/origin/${branch}`]
  if (ref.startsWith('refs/tags/')) return tags ? allTags : [`+${ref}:${ref}`]
  if (ref.startsWith('refs/')) return [...allTags, commit || `+${ref}:${ref}`]
  const tag = tags ? [] : [`+refs/tags/${ref}*:refs/tags/${ref}*`]
  return [...allTags, `+refs/heads/${ref}*:refs/remotes/origin/${ref}*`, ...tag]
}

/** The arguments of `git checkout` once all is fetched. */
export function planCheckout(
  source: CheckoutSource,
  exists: { readonly branch: boolean; readonly tag: boolean },
): readonly string[] {
  const { ref, commit } = source
  if (ref === '') return [commit]
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (branch !== undefined) return ['-B', branch, `refs/remotes/origin/${branch}`]
  const pull = /^refs\/pull\/(.+)$/.exec(ref)?.[1]
  if (pull !== undefined) return [`refs/remotes/pull/${pull}`]
  if (ref.startsWith('refs/tags/')) return [ref]
  if (ref.startsWith('refs/')) return [commit || ref]
  if (exists.branch) return ['-B', ref, `refs/remotes/origin/${ref}`]
  if (exists.tag) return [`refs/tags/${ref}`]
  throw new Error(`A branch or tag with the name '${ref}' could not be found`)
}

interface Payload {
  readonly repository?: { readonly id?: number }
  readonly pull_request?: {
    readonly head?: { readonly sha?: string; readonly repo?: ForkedFrom | null }
    readonly merge_commit_sha?: string | null
  }
  readonly workflow_run?: {
    readonly event?: string
    readonly head_sha?: string
    readonly head_repository?: ForkedFrom | null
    readonly head_commit?: { readonly id?: string } | null
  }
}

interface ForkedFrom {
  readonly id?: number
  readonly full_name?: string
}

/**
 * Whether a checkout would bring a fork's code into a job that has the rights of the base repository: what
 * actions/checkout refuses since v7 (src/unsafe-pr-checkout-helper.ts).
 */
export function isUnsafeCheckout(
  event: { readonly name: string; readonly payload: unknown },
  wanted: CheckoutSource & { readonly repository: string },
): boolean {
  const { repository, pull_request: pull, workflow_run: run } = event.payload as Payload
  const triggered = event.name === 'workflow_run' && run?.event?.startsWith('pull_request') === true
  if (event.name !== 'pull_request_target' && !triggered) return false
  const head = triggered ? run?.head_repository : pull?.head?.repo
  if (head?.id === undefined || head.id === repository?.id) return false
  const commits = triggered
    ? [run?.head_commit?.id, run?.event === 'pull_request_target' ? undefined : run?.head_sha]
    : [pull?.head?.sha, pull?.merge_commit_sha]
  return (
    head.full_name?.toLowerCase() === wanted.repository.toLowerCase() ||
    /^refs\/pull\/\d+\/(head|merge)$/.test(wanted.ref) ||
    (wanted.commit !== '' && commits.includes(wanted.commit.toLowerCase()))
  )
}
