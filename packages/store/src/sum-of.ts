/** Bytes of all of them together. */
export function sumOf(pieces: Iterable<{ readonly bytes: number }>): number {
  let sum = 0
  for (const { bytes } of pieces) sum += bytes
  return sum
}
