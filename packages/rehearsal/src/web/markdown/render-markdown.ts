import { Marked, type MarkedExtension, type Tokens } from 'marked'
import { escapeHtml, type Html, trusted } from '../html.ts'
import { alerts } from './alerts.ts'
import { type ReferenceTargets, references } from './references.ts'
import { sanitize } from './sanitize.ts'

export interface MarkdownOptions extends ReferenceTargets {
  /** Whether each line of a paragraph ends in a break: so in comments and release notes, not in files and summaries. */
  readonly hardBreaks: boolean
  /** What a relative address leads to; without, it stays as it is. */
  resolve?(address: string, kind: 'link' | 'image'): string
}

/** GitHub draws Mermaid in the browser; here its source is shown. */
const blocks: MarkedExtension = {
  renderer: {
    code({ text, lang }: Tokens.Code) {
      if (lang !== 'mermaid') return false
      const source = `<pre><code>${escapeHtml(text)}\n</code></pre>`
      return `<div class="mermaid-source"><p class="mermaid-title">Mermaid diagram, as source</p>${source}</div>\n`
    },
    listitem(item: Tokens.ListItem) {
      return item.task ? `<li class="task-list-item">${this.parser.parse(item.tokens)}</li>\n` : false
    },
    checkbox({ checked }: Tokens.Checkbox) {
      return `<input class="task-list-item-checkbox" type="checkbox"${checked ? ' checked' : ''} disabled> `
    },
  },
}

/** Markdown as GitHub would show it: GitHub-flavoured, sanitised, with mentions and references as links. */
export function renderMarkdown(text: string, options: MarkdownOptions): Html {
  const { resolve } = options
  const relative: MarkedExtension = {
    walkTokens: (token) => {
      if (!resolve || (token.type !== 'link' && token.type !== 'image')) return
      const link = token as Tokens.Link | Tokens.Image
      if (!/^([a-z][a-z\d+.-]*:|\/|#)/i.test(link.href)) link.href = resolve(link.href, link.type)
    },
  }
  const marked = new Marked(
    { gfm: true, breaks: options.hardBreaks },
    alerts,
    blocks,
    references(options),
    relative,
  )
  return trusted(sanitize(marked.parse(text, { async: false })))
}
