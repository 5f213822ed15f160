/**
 * Sum of f(0) … f(n − 1), compensated so that a million terms lose no digits.
 * NaN and infinities carry through. Empty: 0.
 * @see Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54:39
 */
export function sumOver(n: number, f: (index: number) => number): number {
  let sum = 0
  let lost = 0
  for (let i = 0; i < n; i++) {
    const term = f(i)
    const next = sum + term
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum
    sum = next
  }
  return Number.isFinite(sum) ? sum + lost : sum
}
