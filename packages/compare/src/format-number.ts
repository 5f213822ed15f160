const MINUS = '\u2212'
const NO_BREAK = '\u00a0'
/** Beyond so many decimals a power of ten is easier to read. */
const MOST_DECIMALS = 7
/** Without a standard error nobody knows how many digits mean anything: few are shown. */
const DIGITS_WITHOUT_ERROR = 4
/** An error that would make more digits meaningful is the dust of subtraction, and as good as unknown. */
const MOST_DIGITS = 10

/**
 * Decimals that a number with this standard error is worth: up to the first significant digit of the error, or the second
 * where the first is a 1. Undefined where the error is 0 or unknown.
 * @see Taylor 1997, "An Introduction to Error Analysis", §2.2
 */
export function decimalsFor(standardError: number | null): number | undefined {
  if (standardError === null || !(standardError > 0) || !Number.isFinite(standardError)) return undefined
  const [digits = '', exponent = ''] = standardError.toExponential(1).split('e')
  return Math.max(0, -Number(exponent) + (digits.startsWith('1') ? 1 : 0))
}

/** A value, rounded by its uncertainty: "0.764". NaN and infinities are written as such. */
export function formatEstimate(value: number, standardError: number | null = null): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : `${MINUS}∞`
  return typographic(rounded(value, decimalsFor(standardError)))
}

/** A difference, rounded by its uncertainty, always with its sign: "+0.013", "−0.002", and "0.000" without one. */
export function formatDifference(value: number, standardError: number | null = null): string {
  const text = formatEstimate(value, standardError)
  const isZero = !/[1-9∞]/.test(text.replace(/e.*/, ''))
  return isZero ? text.replace(MINUS, '') : value > 0 ? `+${text}` : text
}

/** An interval of a difference: "+0.008 … +0.018", kept on one line. */
export function formatInterval(
  [lower, upper]: readonly [number, number],
  standardError: number | null = null,
): string {
  const blank = NO_BREAK
  return `${formatDifference(lower, standardError)}${blank}…${blank}${formatDifference(upper, standardError)}`
}

/** A whole number with commas between thousands: "18,204". */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A number that somebody wrote, as it was written: margins and limits. */
export function formatGiven(value: number): string {
  return typographic(String(value))
}

function rounded(value: number, decimals: number | undefined): string {
  if (decimals !== undefined && decimals <= MOST_DECIMALS) return value.toFixed(decimals)
  if (decimals !== undefined && value !== 0) {
    const digits = decimals + Math.floor(Math.log10(Math.abs(value)))
    if (digits <= MOST_DIGITS) return value.toExponential(Math.max(0, digits))
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value + 0)
  // Through a number again, so that 0.5000 is 0.5 and very large and small ones get a power of ten.
  return String(Number(value.toPrecision(DIGITS_WITHOUT_ERROR)))
}

function typographic(text: string): string {
  return text.replace('e+', 'e').replaceAll('-', MINUS)
}
