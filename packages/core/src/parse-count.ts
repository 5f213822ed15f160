const DIGITS = /^(?:0|[1-9][0-9]{0,15})$/

/** A number of bytes or files as our formats write it, from 0 to 2^53 - 1; undefined for every other text. */
export function parseCount(text: string): number | undefined {
  const count = DIGITS.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(count) ? count : undefined
}
