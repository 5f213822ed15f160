import { checkSameLength } from './same-length.ts'

/**
 * Where each y falls among its predicted quantiles, as a probability: linear between them, 0 below the lowest, 1 above the
 * highest. Of a calibrated forecast these are uniform between the outermost levels. A row whose quantiles cross, or with a
 * NaN: NaN. Among equal quantiles the highest level counts.
 * @param quantiles rows × levels, row by row
 * @param levels ascending, in (0, 1)
 * @see Dawid 1984, Journal of the Royal Statistical Society A 147:278; Gneiting, Balabdaoui & Raftery 2007, ibid. B 69:243
 */
export function quantilePit(
  y: Float64Array,
  quantiles: Float64Array,
  levels: readonly number[],
): Float64Array {
  const count = levels.length
  checkSameLength('probability integral transforms', y.length * count, { quantiles })
  return y.map((value, row) => pitOf(value, quantiles.subarray(row * count, (row + 1) * count), levels))
}

function pitOf(y: number, quantiles: Float64Array, levels: readonly number[]): number {
  const isUsable = quantiles.every((q, k) => k === 0 || q >= (quantiles[k - 1] ?? 0))
  if (Number.isNaN(y) || !isUsable || Number.isNaN(quantiles[0] ?? Number.NaN)) return Number.NaN
  const place = quantiles.findLastIndex((q) => q <= y)
  const last = quantiles.length - 1
  if (place < 0) return 0
  const [from = 0, to = 0] = [quantiles[place], quantiles[place + 1]]
  const [level = 0, next = 0] = [levels[place], levels[place + 1]]
  if (place === last) return y > from ? 1 : level
  return level + ((y - from) / (to - from)) * (next - level)
}
