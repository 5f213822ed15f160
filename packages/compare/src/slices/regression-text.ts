import type { SliceFindings } from '@slipway/core'
import { formatCount, formatDifference } from '../format-number.ts'
import { metricLabel } from '../metrics/metric-label.ts'

const NAMED = 3

/** What got worse for whom, in a sentence or two without their full stop; nothing where nothing did. */
export function regressionText({ tested, regressed, found }: SliceFindings): string[] {
  const confirmed = found.filter((each) => each.confirmed)
  return [
    ...(regressed.length === 0
      ? []
      : [
          `of ${formatCount(tested)} slices looked at, ${formatCount(regressed.length)} got worse: ${list(regressed)}`,
        ]),
    ...(confirmed.length === 0
      ? []
      : [
          `looked for and found on the open rows, and confirmed by the sealed ones: ${list(confirmed)} (the numbers are of the open rows)`,
        ]),
  ]
}

function list(slices: readonly SliceFindings['found'][number][] | SliceFindings['regressed']): string {
  const named = slices
    .slice(0, NAMED)
    .map(
      ({ metric, column, value, estimate }) =>
        `${column} ${value} (${metricLabel(metric)} ${formatDifference(estimate.difference ?? Number.NaN, estimate.standard_error)})`,
    )
  return [...named, ...(slices.length > NAMED ? [`${formatCount(slices.length - NAMED)} more`] : [])].join(
    ', ',
  )
}
