import { plainText, visibleText, widthOf } from '@slipway/core'
import type { Block, Inline, Table, Tone } from './document.ts'
import { isInlineList, mergeTexts, textOf } from './inline-list.ts'

/** How text is shown: with colour or not, and how wide. */
export interface Terminal {
  readonly colour: boolean
  readonly columns: number
}

const STYLE: Record<Tone | 'strong', string> = {
  good: '32',
  bad: '31',
  unsure: '33',
  quiet: '2',
  strong: '1',
}

/** Writes blocks for a terminal. Nothing in a text can move the cursor, colour anything, or be a workflow command. */
export function renderText(blocks: readonly Block[], terminal: Terminal): string {
  return blocks
    .map((item) => block(item, terminal))
    .filter((text) => text !== '')
    .join('\n\n')
}

function block(block: Block, terminal: Terminal): string {
  switch (block.kind) {
    case 'heading':
      return styled('strong', text(block.text, terminal), terminal)
    case 'paragraph':
      return wrap(text(block.text, terminal), terminal.columns, '')
    case 'list':
      return block.items
        .map((item, index) => {
          const bullet = block.ordered ? `${index + 1}. ` : '- '
          return `${bullet}${wrap(text(item, terminal), terminal.columns - bullet.length, ' '.repeat(bullet.length))}`
        })
        .join('\n')
    case 'table':
      return table(block, terminal)
    case 'drawing':
      return block.lines.map((line) => harmless(visibleText(line)).trimEnd()).join('\n')
    case 'callout':
      return renderText(block.blocks, { ...terminal, columns: terminal.columns - 2 })
        .split('\n')
        .map((line) => `! ${line}`.trimEnd())
        .join('\n')
    case 'section': {
      const title = `${styled('strong', harmless(plainText(block.title)), terminal)}  ${text(block.result, terminal)}`
      const body = renderText(block.blocks, { ...terminal, columns: terminal.columns - 2 })
      return [title.trimEnd(), ...body.split('\n').map((line) => `  ${line}`.trimEnd())].join('\n')
    }
    case 'figure':
    case 'curves':
      return `${styled('strong', harmless(plainText(block.title)), terminal)}\n${table(block.table, terminal)}`
  }
}

function table({ columns, rows }: Table, terminal: Terminal): string {
  const all = [columns.map((column) => column.title), ...rows].map((row) =>
    row.map((cell) => text(cell, terminal)),
  )
  const widths = columns.map((_, index) => Math.max(...all.map((row) => visibleWidth(row[index] ?? ''))))
  return all
    .map((row, line) => {
      const cells = row.map((cell, index) => {
        const room = ' '.repeat(Math.max(0, (widths[index] ?? 0) - visibleWidth(cell)))
        return columns[index]?.align === 'left' ? cell + room : room + cell
      })
      const joinedCells = cells.join('  ').trimEnd()
      return line === 0 ? styled('quiet', joinedCells, terminal) : joinedCells
    })
    .join('\n')
}

function text(inline: Inline, terminal: Terminal): string {
  if (typeof inline === 'string') return harmless(plainText(inline))
  if (isInlineList(inline))
    return mergeTexts(inline)
      .map((item) => text(item, terminal))
      .join('')
  if ('strong' in inline) return styled('strong', text(inline.strong, terminal), terminal)
  if ('tone' in inline) return styled(inline.tone, text(inline.text, terminal), terminal)
  if ('code' in inline) return harmless(plainText(inline.code))
  if ('link' in inline) return harmless(plainText(`${inline.text}: ${inline.link}`))
  return harmless(plainText(textOf(inline)))
}

/** A job's log reads "::" at the start of a line, and "##[" anywhere, as a command to the runner. */
function harmless(text: string): string {
  return text.replaceAll('::', ': :').replaceAll('##[', '# #[')
}

function styled(style: Tone | 'strong', text: string, { colour }: Terminal): string {
  return colour && text !== '' ? `\u001b[${STYLE[style]}m${text}\u001b[0m` : text
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours begin with one
const COLOUR = /\u001b\[\d+m/g

function visibleWidth(text: string): number {
  return widthOf(text.replace(COLOUR, ''))
}

/** Breaks at blanks; lines after the first begin with the indent. */
function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && visibleWidth(line) + 1 + visibleWidth(word) > Math.max(20, columns)) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}
