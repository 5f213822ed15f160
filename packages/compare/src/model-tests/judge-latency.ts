import type { LatencyOf, LatencyResult, ModelTestResults, ModelTests, TestVerdict } from '@slipway/core'
import { pairedT, ratioOfRounds, studentTUpperQuantile } from '@slipway/stats'
import { formatEstimate, formatGiven } from '../format-number.ts'
import { boundedTest, TEST_ALPHA, untoldTest } from './test-finding.ts'

/** The control fails where equal models differ at this level, on either side: once in a hundred by chance. */
const CONTROL_TAIL = 0.005
const FEWEST_ROUNDS = 10

/**
 * The p95 beside the champion's, round by round, and in seconds. A machine on which the champion differs from itself can tell
 * nothing. Seconds are the machine's as much as the model's, which the sentence says.
 * @see docs/statistics.md §8
 */
export function judgeLatency(
  result: LatencyResult,
  { margin, max }: NonNullable<ModelTests['latency']>,
  machine: ModelTestResults['machine'],
): readonly TestVerdict[] {
  const few = result.challenger.rounds.length < FEWEST_ROUNDS
  const absolute = { kind: 'latency', name: 'p95', unit: 'seconds' } as const
  if (few)
    return [untoldTest(absolute, `the latency was measured in fewer than ${FEWEST_ROUNDS} rounds`, max)]
  return [inSeconds(result, max, machine), ...besideChampion(result, margin)]
}

function inSeconds(
  { challenger, champion, batch }: LatencyResult,
  max: number | undefined,
  { cpu }: ModelTestResults['machine'],
): TestVerdict {
  const rounds = Float64Array.from(challenger.rounds)
  const { difference: mean, standardError, df } = pairedT(rounds, new Float64Array(rounds.length))
  const half = studentTUpperQuantile(TEST_ALPHA, df) * standardError
  const rows = batch === 1 ? 'a request of one row' : `a request of ${batch} rows`
  const allowed = max === undefined ? '' : `; ${milliseconds(max)} is allowed`
  return boundedTest(
    { kind: 'latency', name: 'p95', unit: 'seconds' },
    { challenger: mean, champion: champion && meanOf(champion), max, limits: [mean - half, mean + half] },
    `${rows} takes ${quantiles(challenger)} (p50, p95, p99)${allowed}; that is the runner’s speed (${cpu}) as much as the model’s`,
  )
}

function besideChampion(
  { challenger, champion, control }: LatencyResult,
  margin: number | undefined,
): readonly TestVerdict[] {
  const subject = { kind: 'latency', name: 'p95 beside the champion', unit: 'ratio' } as const
  if (!champion)
    return margin === undefined
      ? []
      : [untoldTest(subject, 'there is no champion beside which the latency could be measured', margin)]
  const { ratio, limits } = ratioOf(challenger, champion)
  const allowed = margin === undefined ? '' : `; ${formatGiven(margin)} is allowed`
  const said = (bounds: readonly [number, number]) =>
    `its p95 is ${digits(ratio)} times the champion’s, with limits ${digits(bounds[0])} and ${digits(bounds[1])}${allowed}`
  if (control) {
    const [lower, upper] = ratioOf(control.second, control.first).limits(CONTROL_TAIL)
    if (!(lower <= 1 && upper >= 1))
      return [
        untoldTest(
          subject,
          `the machine cannot tell: beside itself the champion’s p95 is between ${digits(lower)} and ${digits(upper)} times as long`,
          margin,
        ),
      ]
  }
  const bounds = limits(TEST_ALPHA)
  return [boundedTest(subject, { challenger: ratio, max: margin, limits: bounds }, said(bounds))]
}

function ratioOf(first: LatencyOf, second: LatencyOf) {
  return ratioOfRounds(Float64Array.from(first.rounds), Float64Array.from(second.rounds))
}

const meanOf = ({ rounds }: LatencyOf) => rounds.reduce((sum, value) => sum + value, 0) / rounds.length
const digits = (ratio: number) => (Number.isFinite(ratio) ? ratio.toFixed(2) : formatEstimate(ratio))
const milliseconds = (seconds: number) => `${formatEstimate(seconds * 1e3)}\u00a0ms`

function quantiles({ p50, p95, p99 }: LatencyOf): string {
  const text = (seconds: number) => String(Number((seconds * 1e3).toPrecision(3)))
  return `${text(p50)}, ${text(p95)} and ${text(p99)}\u00a0ms`
}
