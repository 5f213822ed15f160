import type { GitHub } from './github.ts'

export interface CommitInfo {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly author: string
  /** ISO 8601, of the committer. */
  readonly date: string
}

interface Sent {
  readonly sha: string
  readonly parents: readonly { readonly sha: string }[]
  readonly commit: {
    readonly message: string
    readonly tree: { readonly sha: string }
    readonly author: { readonly name?: string } | null
    readonly committer: { readonly date?: string } | null
  }
}

/** @throws github/not-found */
export async function commitInfo(github: GitHub, ref: string): Promise<CommitInfo> {
  return github.request(
    { action: `read commit ${ref}`, permission: 'contents: read' },
    async ({ rest }, at) => toCommit((await rest.repos.getCommit({ ...at, ref })).data),
  )
}

/** Paths that a commit changed against its first parent, at most the first 300; old names of moved files too. */
export async function commitPaths(github: GitHub, ref: string): Promise<readonly string[]> {
  return github.request(
    { action: `read commit ${ref}`, permission: 'contents: read' },
    async ({ rest }, at) => pathsOf((await rest.repos.getCommit({ ...at, ref })).data.files ?? []),
  )
}

export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical'
  /** Of head and not of base, oldest first. */
  readonly commits: readonly CommitInfo[]
  /** Paths that differ, at most the first 300. */
  readonly paths: readonly string[]
  /** False where GitHub cut one of the lists. */
  readonly complete: boolean
}

/** What head has that base has not. */
export async function compareCommits(github: GitHub, base: string, head: string): Promise<Comparison> {
  return github.request(
    { action: `compare ${base} with ${head}`, permission: 'contents: read' },
    async ({ rest }, at) => {
      const query = { ...at, basehead: `${base}...${head}`, per_page: 250 }
      const { data } = await rest.repos.compareCommitsWithBasehead(query)
      const files = data.files ?? []
      return {
        status: data.status,
        commits: data.commits.map(toCommit),
        paths: pathsOf(files),
        complete: data.commits.length === data.total_commits && files.length < 300,
      }
    },
  )
}

function pathsOf(files: readonly { filename: string; previous_filename?: string }[]): readonly string[] {
  return files.flatMap(({ filename, previous_filename }) => [filename, previous_filename ?? []].flat())
}

function toCommit({ sha, parents, commit }: Sent): CommitInfo {
  return {
    sha,
    tree: commit.tree.sha,
    parents: parents.map((parent) => parent.sha),
    subject: commit.message.split('\n', 1)[0] ?? '',
    author: commit.author?.name ?? '',
    date: commit.committer?.date ?? '',
  }
}
