import { gitError } from './error.ts'

/** A tag that leads to a commit. */
export interface GitTag {
  readonly name: string
  readonly annotated: boolean
  /** Object id of the tag object, or of the commit for a lightweight tag. */
  readonly oid: string
  readonly commit: string
  /** Tree of the commit. */
  readonly tree: string
  /** Seconds since 1970, of the tagger; for a lightweight tag, of the committer. */
  readonly time: number
  /** Empty for a lightweight tag. */
  readonly tagger: string
  readonly email: string
  /** First paragraph of the message, on one line. */
  readonly subject: string
  /** The rest of the message, without a signature. */
  readonly body: string
}

const FIELDS = [
  'refname:strip=2',
  'objecttype',
  'objectname',
  'tree',
  'committerdate:unix',
  '*objecttype',
  '*objectname',
  '*tree',
  'taggerdate:unix',
  'taggername',
  'taggeremail:trim',
  'contents:subject',
  'contents:body',
] as const

/** Format of `git for-each-ref` that parseTags() reads: every field ends with NUL, which no field can hold. */
export const TAG_FORMAT = FIELDS.map((field) => `%(${field})%00`).join('')

/** What for-each-ref said; a tag of a tag has no commit yet, since older Git looks through one tag only. */
export type ListedTag = GitTag | (Omit<GitTag, 'commit' | 'tree'> & { readonly commit: undefined })

/** Reads the output of for-each-ref in TAG_FORMAT, in its order; tags of trees and blobs are left out. */
export function parseTags(output: Buffer): ListedTag[] {
  const values = output.toString('utf8').split('\0')
  if ((values.length - 1) % FIELDS.length !== 0)
    throw gitError('git/failed', `Cannot read the tags: found ${values.length} fields of git for-each-ref`)
  const tags: ListedTag[] = []
  for (let at = 0; at < values.length - 1; at += FIELDS.length) {
    const tag = toTag(values.slice(at, at + FIELDS.length))
    if (tag) tags.push(tag)
  }
  return tags
}

function toTag(values: readonly string[]): ListedTag | undefined {
  const take = (field: (typeof FIELDS)[number]) => values[FIELDS.indexOf(field)] ?? ''
  const annotated = take('objecttype') === 'tag'
  const leadsTo = annotated ? take('*objecttype') : take('objecttype')
  const head = {
    // Each record but the first starts with the line feed that ends the one before.
    name: take('refname:strip=2').replace(/^\n/, ''),
    annotated,
    oid: take('objectname'),
    time: Number(annotated ? take('taggerdate:unix') : take('committerdate:unix')),
    tagger: annotated ? take('taggername') : '',
    email: annotated ? take('taggeremail:trim') : '',
    subject: take('contents:subject'),
    body: take('contents:body').trimEnd(),
  }
  if (leadsTo === 'tag') return { ...head, commit: undefined }
  if (leadsTo !== 'commit') return undefined
  return {
    ...head,
    commit: annotated ? take('*objectname') : head.oid,
    tree: annotated ? take('*tree') : take('tree'),
  }
}
