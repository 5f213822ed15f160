/**
 * The quantile at `share`, linear between values as NumPy takes it. No values, or a NaN among them: NaN.
 * @param share from 0 to 1
 * @see Hyndman & Fan 1996, The American Statistician 50:361 (definition 7)
 */
export function quantileOf(values: Float64Array, share: number): number {
  if (values.length === 0 || values.some(Number.isNaN)) return Number.NaN
  const sorted = values.slice().sort()
  const place = share * (sorted.length - 1)
  const from = Math.floor(place)
  const low = sorted[from] ?? Number.NaN
  return low + (place - from) * ((sorted[Math.ceil(place)] ?? low) - low)
}
