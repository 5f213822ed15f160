const UNITS: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}
const SIZE = /^([0-9]+(?:\.[0-9]+)?) ?([KMGT]i?B)$/

export const BYTE_SIZE_FORM = 'a size like "16GB" or "512MiB"'

/**
 * Bytes of a size as people write it: `16GB`, `1.5 TiB`. GB is 10⁹ as on the box of a card or a disk, GiB is 2³⁰; undefined
 * for what is no size, and for zero.
 */
export function tryParseByteSize(text: string): number | undefined {
  const [, amount, unit] = SIZE.exec(text) ?? []
  const bytes = Math.round(Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN))
  return bytes > 0 ? bytes : undefined
}
