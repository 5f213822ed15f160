import { expect } from 'vitest'

/** A reference value as JSON holds it: `null` and errors stand for NaN. */
export function referenceValue(value: unknown): number {
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  return typeof value === 'number' ? value : Number.NaN
}

/** Expects agreement to so many decimal places; NaN and infinities agree only with themselves. */
export function expectNear(found: number, reference: unknown, places: number): void {
  const wanted = referenceValue(reference)
  if (Number.isFinite(wanted)) expect(found).toBeCloseTo(wanted, places)
  else expect(found).toEqual(wanted)
}

/** A column as JSON holds it: `null` is NaN. */
export function columnOf(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN)
}
