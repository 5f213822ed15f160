import { LineBuffer } from './line-buffer.ts'
import type { LivePoint, LiveReader } from './live-point.ts'

const STEPS = ['step', 'global_step', 'iteration', 'epoch'] as const
/** What trainers call the last of each. */
const TOTALS: Readonly<Record<string, readonly string[]>> = {
  step: ['steps', 'total_steps', 'max_steps'],
  global_step: ['steps', 'total_steps', 'max_steps'],
  iteration: ['iterations', 'total_iterations', 'max_iterations'],
  epoch: ['epochs', 'total_epochs', 'num_epochs', 'max_epochs'],
}
const NO_METRICS = new Set<string>([
  ...STEPS,
  ...Object.values(TOTALS).flat(),
  'time',
  'timestamp',
  'wall_time',
])
/** What Python's json writes where JSON has no word. */
const NO_NUMBERS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  nan: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
const STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|-?Infinity\b|\bNaN\b/g

/**
 * Reads JSON lines: each an object of metrics by name, with `step`, `global_step`, `iteration` or `epoch`; the number of the
 * line without. Objects inside become `outer/inner`. NaN and Infinity are read as Python writes them. What is no object is
 * passed over: a log may stand between.
 */
export class JsonLinesReader implements LiveReader {
  readonly #lines = new LineBuffer()
  #count = 0

  read(bytes: Uint8Array): readonly LivePoint[] {
    return this.#lines.take(bytes).flatMap((line) => this.#points(line))
  }

  #points(line: string): LivePoint[] {
    const row = parseObject(line)
    if (!row) return []
    this.#count++
    const key = STEPS.find((name) => typeof row[name] === 'number')
    const step = key === undefined ? this.#count : Number(row[key])
    const total = (TOTALS[key ?? ''] ?? [])
      .map((name) => row[name])
      .find((value) => typeof value === 'number')
    return numbersIn(row, '').map(({ name, value }) => ({
      name,
      step,
      value,
      ...(typeof total === 'number' ? { total } : {}),
    }))
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined
  for (const text of [line, line.replace(STRING_OR_WORD, (word) => (word[0] === '"' ? word : `"${word}"`))]) {
    try {
      return JSON.parse(text) as Readonly<Record<string, unknown>>
    } catch {
      // The second time with what JSON has no words for; then it is no line of metrics.
    }
  }
  return undefined
}

function numbersIn(
  row: Readonly<Record<string, unknown>>,
  prefix: string,
): { name: string; value: number }[] {
  return Object.entries(row).flatMap(([key, value]) => {
    if (prefix === '' && NO_METRICS.has(key)) return []
    const name = `${prefix}${key}`
    if (typeof value === 'number') return [{ name, value }]
    if (typeof value === 'string' && Object.hasOwn(NO_NUMBERS, value))
      return [{ name, value: NO_NUMBERS[value] ?? Number.NaN }]
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return numbersIn(value as Readonly<Record<string, unknown>>, `${name}/`)
    return []
  })
}
