import type { MarkedExtension, Tokens } from 'marked'

const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/

/** Quotes that begin with `[!CAUTION]` and the like become boxes. */
export const alerts: MarkedExtension = {
  renderer: {
    blockquote(token: Tokens.Blockquote) {
      const kind = ALERT.exec(token.text)?.[1]
      if (kind === undefined) return false
      const name = kind.charAt(0) + kind.slice(1).toLowerCase()
      const body = this.parser.parse(withoutMarker(token.tokens))
      const title = `<p class="markdown-alert-title">${name}</p>`
      return `<div class="markdown-alert markdown-alert-${name.toLowerCase()}">${title}\n${body}</div>\n`
    },
  },
}

/** The tokens of the quote without its first line. */
function withoutMarker(tokens: Tokens.Blockquote['tokens']): Tokens.Blockquote['tokens'] {
  const [first, ...rest] = tokens
  if (first?.type !== 'paragraph') return tokens
  const inline = [...(first.tokens ?? [])]
  const [text] = inline
  if (text?.type === 'text') {
    const left = (text as Tokens.Text).text.replace(ALERT, '')
    inline.splice(0, 1, { ...text, raw: left, text: left } as Tokens.Text)
  }
  // With hard breaks the marker's line ends in a break of its own.
  while (inline[0]?.type === 'br' || (inline[0]?.type === 'text' && (inline[0] as Tokens.Text).text === ''))
    inline.shift()
  return inline.length === 0 ? rest : [{ ...first, tokens: inline } as Tokens.Paragraph, ...rest]
}
