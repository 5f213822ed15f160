import { encodeEntities, escapeHtml, visibleText } from '@slipway/core'
import type { Block, Figure, Inline, Table } from './document.ts'
import { isInlineList, textOf } from './inline-list.ts'
import { safeUrl } from './safe-url.ts'

/** Writes blocks as HTML; headings start at h2. Every text is escaped here and nowhere else. */
export function renderBlocksHtml(blocks: readonly Block[]): string {
  return blocks.map(block).join('\n')
}

function block(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${inlineHtml(block.text)}</h2>`
    case 'paragraph':
      return `<p>${inlineHtml(block.text)}</p>`
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul'
      return `<${tag}>${block.items.map((item) => `<li>${inlineHtml(item)}</li>`).join('')}</${tag}>`
    }
    case 'table':
      return table(block)
    case 'drawing':
      return `<div class="scroll" role="group" tabindex="0" aria-label="${escapeHtml(block.label)}"><pre>${encodeEntities(block.lines.map(visibleText).join('\n'))}</pre></div>`
    case 'callout':
      return `<div class="callout ${block.level}"><p class="level">${LEVEL[block.level]}</p>${renderBlocksHtml(block.blocks)}</div>`
    case 'section':
      return `<h3>${escapeHtml(block.title)} <small>${inlineHtml(block.result)}</small></h3>\n${renderBlocksHtml(block.blocks)}`
    case 'figure':
      return figure(block)
    case 'curves':
      return table(block.table)
  }
}

const LEVEL = { note: 'Note', warning: 'Mind', caution: 'Caution' } as const

function table({ caption, columns, rows }: Table): string {
  const head = columns.map(({ title, align }) =>
    textOf(title) === '' ? '<td></td>' : `<th scope="col" class="${align}">${inlineHtml(title)}</th>`,
  )
  const row = (cells: readonly Inline[]) =>
    cells
      .map((cell, index) =>
        index === 0
          ? `<th scope="row">${inlineHtml(cell)}</th>`
          : `<td class="${columns[index]?.align ?? 'left'}${columns[index]?.wraps ? ' wraps' : ''}">${inlineHtml(cell)}</td>`,
      )
      .join('')
  return [
    `<div class="scroll" role="group" tabindex="0" aria-label="${escapeHtml(caption)}"><table>`,
    `<caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${rows.map((cells) => `<tr>${row(cells)}</tr>`).join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n')
}

function figure({ title, summary, svg, table: numbers }: Figure): string {
  return [
    '<figure>',
    `<figcaption><b>${escapeHtml(title)}</b> ${escapeHtml(summary)}</figcaption>`,
    `<div class="chart" role="img" aria-label="${escapeHtml(`${title}. ${summary}`)}">${svg}</div>`,
    `<details><summary>The numbers: ${escapeHtml(title)}</summary>${table(numbers)}</details>`,
    '</figure>',
  ].join('\n')
}

export function inlineHtml(inline: Inline): string {
  if (typeof inline === 'string') return escapeHtml(inline)
  if (isInlineList(inline)) return inline.map(inlineHtml).join('')
  if ('strong' in inline) return `<strong>${inlineHtml(inline.strong)}</strong>`
  if ('emphasis' in inline) return `<em>${inlineHtml(inline.emphasis)}</em>`
  if ('struck' in inline) return `<s>${inlineHtml(inline.struck)}</s>`
  if ('code' in inline) return `<code>${escapeHtml(inline.code)}</code>`
  if ('tone' in inline) return `<span class="${inline.tone}">${inlineHtml(inline.text)}</span>`
  const url = safeUrl(inline.link)
  return url === undefined
    ? escapeHtml(inline.text)
    : `<a href="${encodeEntities(url)}">${escapeHtml(inline.text)}</a>`
}
