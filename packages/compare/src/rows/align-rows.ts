import type { RowChanges } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import type { PredictionRows } from '../predictions/predictions.ts'
import { takeRows } from '../predictions/take-rows.ts'
import { placesById, rowChanges } from './row-changes.ts'

const EXAMPLES = 3

/** The champion's rows lined up with the challenger's, or why that cannot be. */
export type Alignment =
  | { readonly champion: PredictionRows }
  | { readonly changes: RowChanges }
  | { readonly otherLabels: string }

/**
 * Lines up two models' rows of one split. They have to be the same rows with the same labels, weights and clusters.
 * @param structure other columns that belong to the rows, and not to a model
 */
export function alignRows(
  challenger: PredictionRows,
  champion: PredictionRows,
  structure: readonly string[] = [],
): Alignment {
  const otherLabels = labelsMissing(challenger, champion)
  if (otherLabels !== undefined) return { otherLabels }
  const places = placesById(challenger, champion)
  const changes = rowChanges(challenger, champion, places, structure)
  if (changes) return { changes }
  return { champion: places ? takeRows(champion, Uint32Array.from(places)) : champion }
}

/** Two models of several labels have to know the same ones: a mean over others would be another metric. */
function labelsMissing(a: PredictionRows, b: PredictionRows): string | undefined {
  const [own, other] = [a.labels, b.labels]
  if (a.rows === 0 || b.rows === 0 || own?.names.join('\0') === other?.names.join('\0')) return undefined
  const [names, others] = [new Set(own?.names), new Set(other?.names)]
  const parts = [
    ...[...others].filter((name) => !names.has(name)).map((name) => `"${clipText(name)}" missing`),
    ...[...names].filter((name) => !others.has(name)).map((name) => `"${clipText(name)}" new`),
  ]
  return `other labels (${[...parts.slice(0, EXAMPLES), ...(parts.length > EXAMPLES ? ['…'] : [])].join(', ')})`
}
