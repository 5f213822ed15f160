import { formatEstimate } from '@slipway/compare'
import { escapeHtmlInMarkdown, escapeMarkdown, visibleText } from '@slipway/core'
import { type Block, type Column, type Curves, type Inline, joined, type Table } from './document.ts'
import { isInlineList, mergeTexts } from './inline-list.ts'
import { mermaidChart } from './mermaid.ts'
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
    case 'curves':
      return [
        line(legend(block)),
        fenced(mermaidChart(block), 'mermaid'),
        `<details><summary>The numbers: ${escapeHtmlInMarkdown(block.title)}</summary>\n\n${table(block.table)}\n\n</details>`,
      ].join('\n\n')
  }
}

/** Mermaid draws none: which line is which, by its colour, and by the order in which they lie where they are furthest apart. */
function legend({ title, x, lines }: Curves): Inline {
  const names = lines.map(({ name }, index): Inline => [`${COLOURS[index] ?? ''} `, name])
  const steps = (lines[0]?.values.length ?? 1) - 1
  const spread = (step: number) => {
    const values = lines.map((line) => line.values[step] ?? 0)
    return Math.max(...values) - Math.min(...values)
  }
  const widest = Array.from({ length: steps + 1 }, (_, step) => step).reduce(
    (best, step) => (spread(step) > spread(best) ? step : best),
    0,
  )
  const order = [...lines].sort((a, b) => (b.values[widest] ?? 0) - (a.values[widest] ?? 0))
  const place = formatEstimate(x.from + ((x.to - x.from) * widest) / (steps || 1), (x.to - x.from) / 50)
  return [
    { strong: title },
    '\u00a0 ',
    joined(names, ' · '),
    lines.length > 1 ? `. From top to bottom at ${place}: ${order.map(({ name }) => name).join(', ')}.` : '',
  ]
}

const COLOURS = ['🔵', '🟠', '🟣', '🟢']

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
