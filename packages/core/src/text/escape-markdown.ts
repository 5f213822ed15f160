import { encodeEntities } from './escape-html.ts'
import { plainText } from './plain-text.ts'

/** Stands for a gap until the entities are written; plain text holds no character of private use. */
const GAP = '\ue000'

/**
 * GitHub looks for these in the rendered text, so no escape prevents a mention, a reference, a link or an emoji; a character of no
 * width does (Dependabot and Renovate use the same). Each pattern matches what comes before the gap.
 */
const REFERENCES: readonly RegExp[] = [
  /@(?=[\p{L}\p{N}_-])/giu, // people, teams, mail addresses
  /#(?=\p{N})/giu, // issues, also of another repository
  /\bGH(?=-\d)/gi,
  /:(?=\/\/)/g, // http:// and every other scheme
  /\b(?:www|mailto|xmpp)(?=[.:])/gi,
  /:(?=:|[\w+-]+:)/g, // :emoji:, ::workflow command::
]

/**
 * Text for a paragraph, a list item or a table cell of GitHub's Markdown: one line that renders as itself. No markup, no HTML,
 * no link or picture, no mention, reference, emoji, formula or workflow command.
 */
export function escapeMarkdown(text: string): string {
  const escaped = withGaps(text)
    .replace(/[\\`*_[\]~^{}]/g, '\\$&')
    .replace(/[&<>|]/g, (letter) => `&#${letter.charCodeAt(0)};`)
    // What makes a heading, a list or a rule does so only where the text begins.
    .replace(/^( ?)([#+=-])(?=[\s#=-]|$)/, '$1\\$2')
    .replace(/^( ?\d+)([.)])(?=\s|$)/, '$1\\$2')
  return finish(escaped)
}

/** Text inside an HTML element of a Markdown document: the same promises, where Markdown itself is not read. */
export function escapeHtmlInMarkdown(text: string): string {
  return finish(encodeEntities(withGaps(text)))
}

function withGaps(text: string): string {
  return REFERENCES.reduce((safe, pattern) => safe.replace(pattern, `$&${GAP}`), plainText(text))
}

function finish(text: string): string {
  return (
    text
      .replaceAll(GAP, '&#8203;')
      .replaceAll('\u00a0', '&nbsp;')
      // GitHub's way to show the sign where it would begin a formula.
      .replaceAll('$', () => '<span>$</span>')
  )
}
