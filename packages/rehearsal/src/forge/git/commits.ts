import type { GitDirectory } from './git-directory.ts'

export interface GitPerson {
  readonly name: string
  readonly email: string
}

export interface GitSignature extends GitPerson {
  /** ISO 8601. */
  readonly date: string
}

export interface GitCommit {
  readonly oid: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: GitSignature
  readonly committer: GitSignature
  readonly message: string
}

/** Fields end with NUL, commits with a record separator: a message may hold anything else. */
const FORMAT = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00%x1e'

/** Commits as `git log` selects them. */
export async function readLog(git: GitDirectory, args: readonly string[]): Promise<readonly GitCommit[]> {
  const text = await git.text(['log', `--format=${FORMAT}`, ...args])
  return text
    .split('\0\x1e')
    .slice(0, -1)
    .map((record) => {
      const [
        oid = '',
        tree = '',
        parents = '',
        an = '',
        ae = '',
        ad = '',
        cn = '',
        ce = '',
        cd = '',
        body = '',
      ] = record.replace(/^\n/, '').split('\0')
      return {
        oid,
        tree,
        parents: parents === '' ? [] : parents.split(' '),
        author: { name: an, email: ae, date: utc(ad) },
        committer: { name: cn, email: ce, date: utc(cd) },
        message: body.replace(/\n+$/, ''),
      }
    })
}

function utc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`
}

/** The commit that a revision names, or undefined. */
export async function resolveCommit(git: GitDirectory, revision: string): Promise<string | undefined> {
  if (revision.startsWith('-')) return undefined
  const outcome = await git.attempt([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ])
  return outcome.status === 0 ? lastLine(outcome.stdout) : undefined
}

/** `--end-of-options` is echoed by older versions of Git. */
function lastLine(output: Buffer): string {
  return output.toString().trim().split('\n').at(-1) ?? ''
}

/** @returns undefined when there is no such commit */
export async function readCommit(git: GitDirectory, revision: string): Promise<GitCommit | undefined> {
  const oid = await resolveCommit(git, revision)
  return oid === undefined ? undefined : (await readLog(git, ['-1', oid]))[0]
}

/** "commit", "tree", "blob" or "tag"; undefined when the object is not there. */
export async function objectType(git: GitDirectory, oid: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{40}$/.test(oid)) return undefined
  const outcome = await git.attempt(['cat-file', '-t', oid])
  return outcome.status === 0 ? outcome.stdout.toString().trim() : undefined
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: GitSignature
  readonly committer: GitSignature
  readonly message: string
}

/** Writes a commit object. */
export function writeCommit(git: GitDirectory, commit: NewCommit): Promise<string> {
  return git.text(['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_AUTHOR_DATE: commit.author.date,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      GIT_COMMITTER_DATE: commit.committer.date,
    },
  })
}

export async function isAncestor(git: GitDirectory, older: string, newer: string): Promise<boolean> {
  return (await git.attempt(['merge-base', '--is-ancestor', older, newer])).status === 0
}

export async function mergeBase(git: GitDirectory, a: string, b: string): Promise<string | undefined> {
  const outcome = await git.attempt(['merge-base', a, b])
  return outcome.status === 0 ? outcome.stdout.toString().trim() : undefined
}

/** Ids of the commits that `to` has and `from` has not, oldest first. */
export function commitsBetween(git: GitDirectory, from: string, to: string): Promise<readonly string[]> {
  return git.lines(['rev-list', '--reverse', '--topo-order', to, `^${from}`])
}
