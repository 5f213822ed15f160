import { commandError } from '../error.ts'

const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * HOUR_MS
const AGES: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS }
const SIZES: Readonly<Record<string, number>> = {
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/**
 * "45d" or "36h" in milliseconds.
 * @param leastMs what is shorter is refused
 * @throws gc/option-invalid
 */
export function parseAge(option: string, text: string, leastMs = 0): number {
  const least = leastMs === 0 ? '' : `, ${leastMs / DAY_MS}d at least`
  const expected = `hours or days like "45d"${least}`
  const ms = parse(option, text, AGES, expected)
  if (ms >= leastMs) return ms
  throw invalid(option, text, expected)
}

/** "200GB" or "1.5TiB" in bytes. @throws gc/option-invalid */
export function parseSize(option: string, text: string): number {
  return parse(option, text, SIZES, `a size like "200GB" or "1.5TiB"`)
}

function parse(
  option: string,
  text: string,
  units: Readonly<Record<string, number>>,
  expected: string,
): number {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)\s?([A-Za-z]+)$/.exec(text.trim()) ?? []
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined
  if (number === undefined || factor === undefined) throw invalid(option, text, expected)
  return Math.round(Number(number) * factor)
}

function invalid(option: string, text: string, expected: string): Error {
  return commandError('gc/option-invalid', `Cannot use --${option} "${text}": expected ${expected}`)
}
