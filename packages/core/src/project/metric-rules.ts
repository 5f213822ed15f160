import type { ProjectFile } from './schema.ts'
import { CUT_METRICS, nearestMetric, STANDARD_DIRECTION, splitMetricName } from './standard-metrics.ts'

type ModelFile = ProjectFile['models'][string]
type MetricFile = ModelFile['gate']['metrics'][string]

/** What is wrong with a metric, and at which of its keys; of the metric as a whole without one. */
export interface MetricProblem {
  readonly key?: keyof MetricFile
  readonly found: string
  readonly expected: string
  readonly nearest?: string | undefined
}

/** Metrics of labels, which a threshold makes of probabilities; of the first ones some threshold is the best. */
const WITH_BEST = ['accuracy', 'balanced_accuracy', 'f1', 'matthews_corrcoef']
const WITH_THRESHOLD = [...WITH_BEST, 'precision', 'recall']
/** Calibration in bins, under the names that people give it. */
const BIASED = /^(ece|(expected_)?calibration_error)$/

/** What a metric of a gate can get wrong by itself: keys that do not go together, or not with its name. */
export function metricProblems(name: string, metric: MetricFile, model: ModelFile): MetricProblem[] {
  return [
    ...nameProblems(name),
    ...sourceProblems(name, metric, model),
    ...thresholdProblems(name, metric),
    ...costProblems(metric),
    ...quantileProblems(name, metric),
  ]
}

function nameProblems(name: string): MetricProblem[] {
  if (BIASED.test(name))
    return [
      {
        found: `"${name}", which is above 0 for a calibrated model and has no interval that holds`,
        expected: '"squared_calibration_error" (without that bias), "brier_score_loss" or "log_loss"',
      },
    ]
  if (!name.includes('@') || splitMetricName(name).at !== undefined) return []
  return [
    {
      found: `"${name}", and "@" is for metrics that look at the first of a list`,
      expected: CUT_METRICS.map((base) => `"${base}@…"`).join(', '),
      nearest: nearestMetric(name),
    },
  ]
}

/** A metric is computed from y and the predictions by its name, or from one other thing that its keys name. */
function sourceProblems(name: string, metric: MetricFile, { predictions }: ModelFile): MetricProblem[] {
  const isStandard = Object.hasOwn(STANDARD_DIRECTION, splitMetricName(name).base)
  const sources = (['column', 'cost', 'resamples'] as const).filter((key) => metric[key] !== undefined)
  const problems: MetricProblem[] = []
  for (const key of sources) {
    const what = { column: 'a column', cost: 'costs', resamples: 'resamples' }[key]
    if (isStandard)
      problems.push({
        key,
        found: `${what} for "${name}", which is computed from y and the predictions`,
        expected: 'a name of its own',
      })
    if (predictions === undefined)
      problems.push({ key, found: `${what}, and no predictions`, expected: '"predictions" of the model' })
  }
  if (sources.length > 1)
    problems.push({ found: sources.map((key) => `"${key}"`).join(' and '), expected: 'one of them' })
  return problems
}

function thresholdProblems(name: string, { threshold, cost }: MetricFile): MetricProblem[] {
  if (threshold === undefined) return []
  if (cost === undefined && !WITH_THRESHOLD.includes(name))
    return [
      {
        key: 'threshold',
        found: `a threshold for "${name}"`,
        expected: `a metric of labels: ${WITH_THRESHOLD.join(', ')}, or a "cost"`,
      },
    ]
  if (threshold === 'best' && cost === undefined && !WITH_BEST.includes(name))
    return [
      {
        key: 'threshold',
        found: `the best threshold for "${name}", which is one end of the scale`,
        expected: `a metric that weighs both kinds of error: ${WITH_BEST.join(', ')}, or a "cost"`,
      },
    ]
  return []
}

function costProblems({ cost, threshold }: MetricFile): MetricProblem[] {
  if (!cost) return []
  const found = `${cost.length} lists of ${[...new Set(cost.map((row) => row.length))].join(' and ')} numbers`
  if (cost.some((row) => row.length !== cost.length))
    return [{ key: 'cost', found, expected: 'as many numbers in each list as there are lists' }]
  return threshold !== undefined && cost.length !== 2
    ? [{ key: 'cost', found, expected: 'two lists of two, because there is a threshold' }]
    : []
}

function quantileProblems(name: string, metric: MetricFile): MetricProblem[] {
  const asks = (wanted: string, key: 'quantile' | 'min-precision', goes: boolean): MetricProblem[] => {
    if (name === wanted)
      return metric[key] === undefined ? [{ found: `"${name}" without "${key}"`, expected: `"${key}"` }] : []
    return metric[key] === undefined || goes
      ? []
      : [{ key, found: `"${key}" for "${name}"`, expected: `"${key}" for "${wanted}" only` }]
  }
  return [
    ...asks('absolute_error_quantile', 'quantile', metric.column !== undefined),
    ...asks('recall_at_fixed_precision', 'min-precision', false),
  ]
}
