/** One metric as it went, steps rising; a value may be no finite number. */
export interface Curve {
  readonly name: string
  readonly points: readonly { readonly step: number; readonly value: number }[]
}

/** Mermaid puts the values of a line at equal distances, so a curve is read off at so many places. */
const PLACES = 60
const DIGITS = 4

/**
 * A curve as a Mermaid `xychart-beta`, which 10.x and 11.x parse; undefined with fewer than two finite values. Where the curve
 * jumps over NaN the line goes straight.
 */
export function mermaidCurve({ name, points }: Curve): string | undefined {
  const finite = points.filter(({ step, value }) => Number.isFinite(step) && Number.isFinite(value))
  const [first, last] = [finite[0], finite.at(-1)]
  if (!first || !last || last.step <= first.step) return undefined
  const places = Math.min(PLACES, finite.length)
  const values = Array.from({ length: places }, (_, place) =>
    valueAt(finite, first.step + ((last.step - first.step) * place) / (places - 1)),
  )
  const [low, high] = [Math.min(...values), Math.max(...values)]
  // An axis without length is drawn as nothing.
  const [from, to] = low < high ? [low, high] : [low - 1, high + 1]
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${plain(name)}"`,
    `  x-axis "step" ${shown(first.step)} --> ${shown(last.step)}`,
    `  y-axis ${shown(from)} --> ${shown(to)}`,
    `  line [${values.map(shown).join(', ')}]`,
    '```',
  ].join('\n')
}

function valueAt(points: Curve['points'], step: number): number {
  const after = points.findIndex((point) => point.step >= step)
  const [left, right] = [points[Math.max(0, after - 1)], points[after === -1 ? points.length - 1 : after]]
  if (!left || !right) return Number.NaN
  if (right.step <= left.step) return right.value
  const part = Math.min(1, (step - left.step) / (right.step - left.step))
  return left.value + (right.value - left.value) * part
}

/** Mermaid reads no exponents. */
function shown(value: number): string {
  const rounded = Number(value.toPrecision(DIGITS))
  const text = String(rounded)
  return text.includes('e') ? rounded.toFixed(Math.abs(rounded) < 1 ? 12 : 0) : text
}

/** What stands in quotes holds none, and no line breaks. */
function plain(text: string): string {
  return text.replace(/[^\w ./:@()%-]/g, ' ').slice(0, 60)
}
