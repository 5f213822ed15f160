const [ZERO, NINE] = [0x30, 0x39]

/**
 * Reads a number as our formats write it, up to a byte that is no digit.
 * @returns -1 where there is none, or one that is not written so
 */
export function readDecimal(text: Uint8Array, at: number): number {
  let value = 0
  let end = at
  for (let digit = text[end] ?? 0; digit >= ZERO && digit <= NINE; digit = text[++end] ?? 0)
    value = value * 10 + digit - ZERO
  const length = end - at
  return length === 0 || (length > 1 && text[at] === ZERO) || !Number.isSafeInteger(value) ? -1 : value
}

/** How many digits it has. */
export function decimalLength(value: number): number {
  let length = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) length++
  return length
}
