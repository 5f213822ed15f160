import { type GitSignature, objectType } from './commits.ts'
import type { GitDirectory } from './git-directory.ts'

export interface GitTag {
  readonly name: string
  readonly message: string
  readonly object: { readonly sha: string; readonly type: string }
  readonly tagger: GitSignature
}

/** An annotated tag, or undefined when the object is none. */
export async function readTag(git: GitDirectory, oid: string): Promise<GitTag | undefined> {
  if ((await objectType(git, oid)) !== 'tag') return undefined
  const text = (await git.bytes(['cat-file', 'tag', oid])).toString()
  const end = text.indexOf('\n\n')
  const head = new Map(
    text
      .slice(0, end)
      .split('\n')
      .map((line) => {
        const space = line.indexOf(' ')
        return [line.slice(0, space), line.slice(space + 1)] as const
      }),
  )
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*)> (\d+)/.exec(head.get('tagger') ?? '') ?? []
  return {
    name: head.get('tag') ?? '',
    message: text.slice(end + 2).replace(/\n$/, ''),
    object: { sha: head.get('object') ?? '', type: head.get('type') ?? '' },
    tagger: { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` },
  }
}

/** Writes an annotated tag object; no ref names it yet. */
export function writeTag(git: GitDirectory, tag: GitTag): Promise<string> {
  const seconds = Math.floor(new Date(tag.tagger.date).getTime() / 1000)
  const lines = [
    `object ${tag.object.sha}`,
    `type ${tag.object.type}`,
    `tag ${tag.name}`,
    `tagger ${plain(tag.tagger.name)} <${plain(tag.tagger.email)}> ${seconds} +0000`,
    '',
    tag.message.endsWith('\n') ? tag.message : `${tag.message}\n`,
  ]
  return git.text(['hash-object', '-t', 'tag', '-w', '--stdin'], { input: lines.join('\n') })
}

/** What would end a name or an address is left out, as Git does. */
function plain(text: string): string {
  return text.replace(/[<>\n]/g, '').trim()
}
