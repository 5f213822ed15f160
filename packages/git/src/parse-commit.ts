import { gitError } from './error.ts'

export interface GitIdentity {
  readonly name: string
  readonly email: string
}

export interface GitCommit {
  readonly oid: string
  readonly tree: string
  /** As the commit names them; in a shallow clone they may not be there. */
  readonly parents: readonly string[]
  readonly author: GitIdentity
  /** Seconds since 1970, of the committer. */
  readonly time: number
  /** First paragraph of the message, on one line. */
  readonly subject: string
}

const PERSON = /^(.*?) ?<([^>]*)> (-?[0-9]+) [+-][0-9]{4}$/

/**
 * Reads a commit object.
 * @throws git/failed when it has no tree, author or committer
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function parseCommit(oid: string, content: Buffer): GitCommit {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n')
  const message = end < 0 ? '' : text.slice(end + 2)
  const values = (key: string) =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  const tree = values('tree')[0]
  const author = PERSON.exec(values('author')[0] ?? '')
  const committer = PERSON.exec(values('committer')[0] ?? '')
  if (tree === undefined || !author || !committer)
    throw gitError('git/failed', `Cannot read commit ${oid}: it names no tree, author or committer`)
  return {
    oid,
    tree,
    parents: values('parent'),
    author: { name: author[1] ?? '', email: author[2] ?? '' },
    time: Number(committer[3]),
    subject: (message.replace(/^\n+/, '').split(/\n\s*\n/)[0] ?? '').trim().replaceAll('\n', ' '),
  }
}
