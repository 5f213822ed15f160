import { type Html, html } from '../html.ts'

const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\u001b\[([\d;]*)m|\u001b\[[\d;?]*[A-Za-ln-z]|\u001b\][^\u0007]*\u0007|[\u0000-\u0008\u000b-\u001f]/g

interface Style {
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
  /** 30–37 or 90–97; undefined for the default. */
  colour: number | undefined
}

const PLAIN: Style = { bold: false, dim: false, italic: false, underline: false, colour: undefined }

/** Text with a terminal's colours as spans; all other control characters are left out. */
export function renderAnsi(text: string): Html {
  const parts: Html[] = []
  let style = PLAIN
  let end = 0
  for (const match of text.matchAll(SEQUENCE)) {
    parts.push(span(text.slice(end, match.index), style))
    if (match[1] !== undefined) style = apply(style, match[1])
    end = match.index + match[0].length
  }
  parts.push(span(text.slice(end), style))
  return html`${parts}`
}

function span(text: string, style: Style): Html {
  if (text === '') return html``
  const classes = [
    style.bold && 'ansi-bold',
    style.dim && 'ansi-dim',
    style.italic && 'ansi-italic',
    style.underline && 'ansi-underline',
    style.colour !== undefined && `ansi-${style.colour}`,
  ].filter((name) => name !== false)
  return classes.length === 0 ? html`${text}` : html`<span class="${classes.join(' ')}">${text}</span>`
}

/** @see https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
function apply(style: Style, codes: string): Style {
  const next = { ...style }
  const numbers = codes === '' ? [0] : codes.split(';').map(Number)
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0
    if (code === 0) Object.assign(next, PLAIN)
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 3) next.italic = true
    else if (code === 4) next.underline = true
    else if (code === 22) Object.assign(next, { bold: false, dim: false })
    else if (code === 23) next.italic = false
    else if (code === 24) next.underline = false
    else if (code === 39) next.colour = undefined
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) next.colour = code
    // Colours of 256 and more are not told apart; their operands are no codes.
    else if (code === 38 || code === 48) at += numbers[at + 1] === 5 ? 2 : 4
  }
  return next
}
