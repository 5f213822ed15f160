/** A code span that holds exactly this text, also in a cell of a table. */
export function codeSpan(text: string): string {
  const flat = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = flat.startsWith('`') || flat.endsWith('`') || flat === '' ? ' ' : ''
  return `${fence}${pad}${flat}${pad}${fence}`
}
