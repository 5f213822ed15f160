import type { Labels } from './predictions.ts'

/** The names that some row has, in code-unit order. */
export function usedNames({ codes, names }: Labels): readonly string[] {
  const used = new Uint8Array(names.length)
  for (let row = 0; row < codes.length; row++) used[codes[row] ?? -1] = 1
  return names.filter((_, code) => used[code] === 1)
}
