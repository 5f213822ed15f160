/** What a comment asks of Slipway. */
export type SlashCommand =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly word: string }
  /** `commit` is null where none is named, or not in full. */
  | { readonly kind: 'train'; readonly commit: string | null }

const COMMIT = /^[0-9a-f]{40}$/

/** Reads a comment whose first line begins with `/slipway`; text below it is for people. Pure. */
export function parseSlash(body: string): SlashCommand {
  const [first = ''] = body.trimStart().split('\n')
  const [slash, word, commit, ...rest] = first.trim().split(/\s+/)
  if (slash !== '/slipway') return { kind: 'none' }
  if (word !== 'train') return { kind: 'unknown', word: word ?? '' }
  const named = commit?.toLowerCase().replaceAll('`', '') ?? ''
  return { kind: 'train', commit: rest.length === 0 && COMMIT.test(named) ? named : null }
}
