import { escapeHtmlInMarkdown, escapeMarkdown, visibleText } from '@slipway/core'
import type { Block, Column, Inline, Table } from './document.ts'
import { isInlineList, mergeTexts } from './inline-list.ts'
import { safeUrl } from './safe-url.ts'

/** Code that needs no escape between backquotes, in a table neither; nor does it look like HTML to those who search the source. */
const PLAIN_CODE = /^[\w./:+=,…·~@#%()[\]{}"'!?;*^ -]+$/

/** Writes blocks as GitHub's Markdown. Every text is escaped here and nowhere else. */
export function renderMarkdown(blocks: readonly Block[]): string {
  return blocks.map(block).join('\n\n')
}

function block(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${line(block.text)}`
    case 'paragraph':
      return line(block.text)
    case 'list':
      return block.items
        .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${line(item)}`)
        .join('\n')
    case 'table':
      return table(block)
    case 'drawing':
      return fenced(block.lines)
    case 'callout':
      return `[!${block.level.toUpperCase()}]\n${renderMarkdown(block.blocks)}`
        .split('\n')
        .map((text) => `> ${text}`.trimEnd())
        .join('\n')
    case 'section':
      return [
        // GitHub reads no Markdown in these two lines, so they are HTML.
        `<details><summary><b>${html(block.title)}</b>${isEmpty(block.result) ? '' : ` &nbsp; ${html(block.result)}`}</summary>`,
        renderMarkdown(block.blocks),
        '</details>',
      ].join('\n\n')
    case 'figure':
      return [...(block.mermaid?.length ? [fenced(block.mermaid, 'mermaid')] : []), table(block.table)].join(
        '\n\n',
      )
  }
}

function table({ columns, rows }: Table): string {
  const row = (cells: readonly Inline[]) => `| ${cells.map(line).join(' | ')} |`
  return [
    row(columns.map((column) => column.title)),
    `|${columns.map(rule).join('|')}|`,
    ...rows.map(row),
  ].join('\n')
}

const RULE: Record<Column['align'], string> = { left: '---', right: '--:', center: ':-:' }

function rule({ align }: Column): string {
  return RULE[align]
}

/** A fence that is longer than any run of backquotes within cannot be closed from within. */
function fenced(lines: readonly string[], language = ''): string {
  const text = lines.map(visibleText).join('\n')
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

function line(inline: Inline): string {
  return markdown(inline).trim()
}

function markdown(inline: Inline): string {
  if (typeof inline === 'string') return escapeMarkdown(inline)
  if (isInlineList(inline)) return mergeTexts(inline).map(markdown).join('')
  if ('strong' in inline) return wrapped('**', inline.strong)
  if ('emphasis' in inline) return wrapped('*', inline.emphasis)
  if ('struck' in inline) return wrapped('~~', inline.struck)
  if ('code' in inline) return codeSpan(inline.code)
  if ('link' in inline) {
    const url = safeUrl(inline.link)
    return url === undefined ? escapeMarkdown(inline.text) : `[${escapeMarkdown(inline.text)}](${url})`
  }
  return markdown(inline.text)
}

function wrapped(mark: string, inline: Inline): string {
  const text = line(inline)
  return text === '' ? '' : `${mark}${text}${mark}`
}

function codeSpan(text: string): string {
  const plain = text.trim()
  if (PLAIN_CODE.test(plain)) return `\`${plain}\``
  const escaped = escapeMarkdown(plain).trim()
  return escaped === '' ? '' : `<code>${escaped}</code>`
}

function html(inline: Inline): string {
  if (typeof inline === 'string') return escapeHtmlInMarkdown(inline)
  if (isInlineList(inline)) return mergeTexts(inline).map(html).join('')
  if ('strong' in inline) return `<b>${html(inline.strong)}</b>`
  if ('emphasis' in inline) return `<i>${html(inline.emphasis)}</i>`
  if ('struck' in inline) return `<s>${html(inline.struck)}</s>`
  if ('code' in inline) return `<code>${escapeHtmlInMarkdown(inline.code)}</code>`
  return html(inline.text)
}

function isEmpty(inline: Inline): boolean {
  return inline === '' || (isInlineList(inline) && inline.every(isEmpty))
}
