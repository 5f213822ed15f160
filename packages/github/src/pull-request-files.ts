import type { GitHub } from './github.ts'

/** A file that a pull request changes. */
export interface PullRequestFile {
  readonly path: string
  /** Unified diff without its file header; null where GitHub shows none. */
  readonly patch: string | null
}

/** What a pull request changes, as its page shows it; of more than 3,000 files the first. */
export async function pullRequestFiles(github: GitHub, number: number): Promise<readonly PullRequestFile[]> {
  return github.request(
    { action: `list the files of #${number}`, permission: 'pull-requests: read' },
    async ({ rest, paginate }, at) =>
      (await paginate(rest.pulls.listFiles, { ...at, pull_number: number, per_page: 100 })).map(
        ({ filename, patch }) => ({ path: filename, patch: patch ?? null }),
      ),
  )
}
