import type { ModelTestResults, ModelTests, TestVerdict } from '@slipway/core'
import { studentTUpperQuantile } from '@slipway/stats'
import { formatEstimate, formatGiven } from '../format-number.ts'
import { metricLabel } from '../metrics/metric-label.ts'
import { boundedTest, TEST_ALPHA, untoldTest } from './test-finding.ts'

type Robustness = Extract<ModelTestResults['robustness'], { drops: unknown }>
type Drop = Robustness['drops'][number]

/**
 * What it costs that a column is missing, or shifted: the column that costs most decides. That no column costs more than is
 * allowed must hold for each at the full level; that one does has to survive as many chances as there are columns. A model
 * that then answers no number is worse than any drop.
 */
export function judgeRobustness(
  { metric, drops }: Robustness,
  spec: NonNullable<ModelTests['robustness']>,
): readonly TestVerdict[] {
  return [
    ...told(
      'missing columns',
      'without',
      metric,
      spec.max,
      drops.filter(({ change }) => change === 'missing'),
    ),
    ...told(
      'shifted columns',
      `with a shift (± ${formatGiven(spec.shift ?? 0)} σ) of`,
      metric,
      spec.max,
      drops.filter(({ change }) => change !== 'missing'),
    ),
  ]
}

function told(
  name: string,
  how: string,
  metric: string,
  max: number | undefined,
  drops: readonly Drop[],
): readonly TestVerdict[] {
  if (drops.length === 0) return []
  const subject = { kind: 'robustness', name, unit: 'score' } as const
  const broken = drops.find(({ drop }) => drop === null)
  if (broken) {
    const why = `${how} "${broken.column}" the model answers no number`
    const untold = untoldTest(subject, why, max)
    return [max === undefined ? { ...untold, outcome: 'shown' } : { ...untold, outcome: 'worse' }]
  }
  const limits = drops.map((each) => limitsOf(each, TEST_ALPHA, TEST_ALPHA / drops.length))
  const worst = drops.reduce((a, b) => ((b.drop ?? 0) > (a.drop ?? 0) ? b : a))
  const most = [Math.max(...limits.map(([low]) => low)), Math.max(...limits.map(([, high]) => high))] as const
  const digits = (value: number) => formatEstimate(value, worst.standard_error)
  const allowed = max === undefined ? '' : `; ${formatGiven(max)} is allowed`
  return [
    boundedTest(
      subject,
      { challenger: worst.drop ?? 0, max, limits: most },
      `${how} "${worst.column}", ${metricLabel(metric)} is worse by ${digits(worst.drop ?? 0)}, the most of ${drops.length} changes, and with its limits by ${digits(most[0])} to ${digits(most[1])}${allowed}`,
    ),
  ]
}

function limitsOf(
  { drop, standard_error, df }: Drop,
  above: number,
  below: number,
): readonly [number, number] {
  if (drop === null || standard_error === null || df === null) return [Number.NaN, Number.NaN]
  const wide = (tail: number) => (standard_error === 0 ? 0 : studentTUpperQuantile(tail, df) * standard_error)
  return [drop - wide(below), drop + wide(above)]
}
