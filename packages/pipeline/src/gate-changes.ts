import type { Gate, GateMetric } from '@slipway/core'
import { fieldChanges } from './field-changes.ts'

const GATE_FIELDS = [
  'stage',
  'looks',
  'task',
  'goals',
  'slices',
  'floors',
  'findSlices',
  'onCannotTell',
] as const
const METRIC_FIELDS = ['role', 'direction', 'column', 'margin', 'min', 'max', 'judge'] as const

/** What differs between two gates, as phrases: "roc_auc margin 0.002 → 0.05"; empty for gates that decide alike. */
export function gateChanges(before: Gate, now: Gate): string[] {
  const names = [...new Set([...Object.keys(before.metrics), ...Object.keys(now.metrics)])]
  return [
    ...fieldChanges(before, now, GATE_FIELDS),
    ...names.flatMap((name) => metricChanges(name, before.metrics[name], now.metrics[name])),
  ]
}

function metricChanges(name: string, before: GateMetric | undefined, now: GateMetric | undefined): string[] {
  if (!now) return [`${name} is dropped`]
  if (!before) return [`${name} is new, a ${now.role}`]
  return fieldChanges(before, now, METRIC_FIELDS).map((change) => `${name} ${change}`)
}
