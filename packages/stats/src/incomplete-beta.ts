/** Lanczos' coefficients for g = 7, n = 9 (Godfrey 2001): 15 digits for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI)
/** From here on Stirling's series below has 16 digits. */
const STIRLING_FROM = 10
const MAX_TERMS = 100_000

function logGamma(x: number): number {
  let sum = LANCZOS[0] ?? 0
  for (let k = 1; k < LANCZOS.length; k++) sum += (LANCZOS[k] ?? 0) / (x - 1 + k)
  const t = x + 6.5
  return HALF_LOG_2PI + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** ln Γ(x) minus Stirling's (x − ½) ln x − x + ½ ln 2π. */
function stirlingError(x: number): number {
  const y = 1 / (x * x)
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360)))))) / x
}

/**
 * ln B(a, b) for a, b > 0, without the cancellation that three large logarithms would bring.
 * @see Didonato & Morris 1992, "Algorithm 708", ACM TOMS 18:360 (the splitting by size)
 */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a]
  if (large < STIRLING_FROM) return logGamma(a) + logGamma(b) - logGamma(a + b)
  const sum = a + b
  if (small < STIRLING_FROM) {
    const error = stirlingError(large) - stirlingError(sum)
    return logGamma(small) + error + small - small * Math.log(sum) + (large - 0.5) * Math.log1p(-small / sum)
  }
  const error = stirlingError(small) + stirlingError(large) - stirlingError(sum)
  return (
    -0.5 * Math.log(large) +
    HALF_LOG_2PI +
    error +
    (small - 0.5) * Math.log(small / sum) +
    large * Math.log1p(-small / sum)
  )
}

/** Lentz's evaluation of the continued fraction for I_x(a, b). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const change = d * c
    fraction *= change
    if (Math.abs(change - 1) < Number.EPSILON) break
  }
  return fraction
}

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0.
 * @param x in [0, 1]
 * @param rest 1 − x, given apart so that nothing is lost where x is near 1
 * @see DLMF 8.17.22 (continued fraction), https://dlmf.nist.gov/8.17
 */
export function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  if (Number.isNaN(x) || Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (x <= 0) return 0
  if (rest <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(rest, x, b, a)
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-rest)
  const logRest = rest < 0.5 ? Math.log(rest) : Math.log1p(-x)
  return (Math.exp(a * logX + b * logRest - logBeta(a, b)) / a) * betaFraction(x, a, b)
}
