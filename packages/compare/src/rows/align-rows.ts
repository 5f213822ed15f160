import type { RowChanges } from '@slipway/core'
import type { PredictionRows } from '../predictions/predictions.ts'
import { takeRows } from '../predictions/take-rows.ts'
import { placesById, rowChanges } from './row-changes.ts'

/** The champion's rows lined up with the challenger's, or why that cannot be. */
export type Alignment = { readonly champion: PredictionRows } | { readonly changes: RowChanges }

/** Lines up two models' rows of one split. They have to be the same rows with the same labels, weights and clusters. */
export function alignRows(challenger: PredictionRows, champion: PredictionRows): Alignment {
  const places = placesById(challenger, champion)
  const changes = rowChanges(challenger, champion, places)
  if (changes) return { changes }
  return { champion: places ? takeRows(champion, Uint32Array.from(places)) : champion }
}
