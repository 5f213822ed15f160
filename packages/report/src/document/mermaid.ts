import type { Curves } from './document.ts'

// What Mermaid draws in versions 10 and 11 alike: `xychart-beta` with lines. Its bars begin where the axis begins, so there are none;
// and version 10 places points wrong on an axis of numbers (its step is too wide by 1 / (n − 1)), so each point has its name on it.

/** Everything but letters, digits and what a sentence needs: a text from a file must not end its quotes, or the fence around it. */
const UNSAFE = /[^\p{L}\p{N} .,()/_+×·−-]/gu
const TEXT = 60

/** Middle tones, which read on white and on black; the same as the marks in the text above the chart. */
const PALETTE = ['#2f81f7', '#bc6a00', '#8957e5', '#2da44e']
/** Lines of one chart: so many have a colour of their own. */
export const MOST_CURVES = PALETTE.length

/** Lines over an axis of equal steps, as the text of a Mermaid block. */
export function mermaidChart({ title, x, y, lines }: Curves): readonly string[] {
  const values = lines.flatMap((line) => line.values)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const ends = low === high ? [low - 0.5, high + 0.5] : [low, high]
  const { names, every } = placesOf(x, lines[0]?.values.length ?? 0)
  return [
    `%%{init: {"theme": "neutral", "themeVariables": {"xyChart": {"plotColorPalette": "${PALETTE.join(', ')}", "backgroundColor": "#00000000"${INK}}}}}%%`,
    'xychart-beta',
    `    title "${safe(title)}"`,
    `    x-axis "${safe(x.title)}" [${names.join(', ')}]`,
    `    y-axis "${safe(y)}" ${ends.map(plain).join(' --> ')}`,
    ...lines.map(({ values: own }) => {
      const kept = own.filter((_, index) => index % every === 0)
      return `    line [${kept.map(plain).join(', ')}]`
    }),
  ]
}

/** Names of the places across: short ones for all of them, or those of every other place. Mermaid takes equal names for one place. */
function placesOf({ from, to }: Curves['x'], count: number): { names: readonly string[]; every: number } {
  const at = Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))
  const short = at.map((value) => plain(Number(value.toPrecision(2))))
  if (new Set(short).size === count && short.every((name) => name.length <= 4))
    return { names: short, every: 1 }
  const half = at.filter((_, index) => index % 2 === 0)
  return { names: half.map(plain), every: 2 }
}

/** A grey that reads on both of GitHub's grounds. */
const INK = [
  'titleColor',
  'xAxisLabelColor',
  'xAxisTitleColor',
  'xAxisTickColor',
  'xAxisLineColor',
  'yAxisLabelColor',
  'yAxisTitleColor',
  'yAxisTickColor',
  'yAxisLineColor',
]
  .map((name) => `, "${name}": "#7d8590"`)
  .join('')

function safe(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim().slice(0, TEXT) || 'value'
}

/** Mermaid's grammar has no exponents. */
function plain(value: number): string {
  const text = Number(value.toPrecision(5)).toString()
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}
