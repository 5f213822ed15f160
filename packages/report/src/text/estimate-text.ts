import { formatDifference, formatEstimate, formatInterval } from '@slipway/compare'
import type { Estimate } from '@slipway/core'

/** An estimate as text, every number rounded by the uncertainty of the difference. What is not known is empty. */
export interface EstimateText {
  readonly champion: string
  readonly challenger: string
  readonly difference: string
  readonly interval: string
}

export function estimateText(estimate: Estimate): EstimateText {
  const { champion, challenger, difference, interval, standard_error: error } = estimate
  return {
    champion: champion === null ? '' : keptTogether(formatEstimate(champion, error)),
    challenger: keptTogether(formatEstimate(challenger, error)),
    difference: difference === null ? '' : keptTogether(formatDifference(difference, error)),
    interval: interval === null ? '' : keptTogether(formatInterval(interval, error)),
  }
}

/** A narrow cell breaks after "e" and a sign; a hyphen that does not break stands in for the minus of the exponent. */
function keptTogether(text: string): string {
  return text.replaceAll('e−', 'e‑')
}
