import { type MetricVerdict, standardDirection } from '@slipway/core'
import { clipText } from './clip-text.ts'
import type { CompareInput, MetricValue } from './compare-input.ts'
import { sentence } from './explain/sentence.ts'
import { formatEstimate } from './format-number.ts'
import { metricLabel } from './metrics/metric-label.ts'

/** More numbers than a reader looks at; the first by name are kept. */
const MOST = 100

/** Numbers of the challenger's metric files that the gate does not ask for: shown beside the champion's, and never judged. */
export function shownValues({
  model,
  challenger,
  champion,
}: CompareInput): readonly (readonly [string, MetricVerdict])[] {
  return Object.entries(challenger.values)
    .filter(([name, value]) => isNumber(value) && !Object.hasOwn(model.gate.metrics, name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([name, value]) => [name, shownValue(name, Number(value), champion?.values[name])])
}

function shownValue(name: string, challenger: number, other: MetricValue | undefined): MetricVerdict {
  const champion = isNumber(other) ? Number(other) : null
  return {
    role: 'shown',
    direction: standardDirection(name) ?? 'higher',
    margin: null,
    min: null,
    max: null,
    outcome: 'shown',
    reason: sentence(`${clipText(metricLabel(name))} is ${formatEstimate(challenger)}`),
    estimate: {
      split: null,
      champion,
      challenger,
      difference: champion === null ? null : challenger - champion,
      interval: null,
      limits: null,
      standard_error: null,
      df: null,
      rows: null,
      clusters: null,
      method: 'value of a metrics file',
    },
    sealed: null,
    power: null,
  }
}

function isNumber(value: MetricValue | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
