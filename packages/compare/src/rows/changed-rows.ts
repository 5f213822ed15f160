import type { RowChanges } from '@slipway/core'
import type { CompareInput } from '../compare-input.ts'
import type { Comparison } from '../judge/examine-metric.ts'
import { nameOf } from '../judge/examine-metric.ts'
import { changesText, placesById, rowChanges, rowsText } from './row-changes.ts'
import { structureOf } from './structure.ts'

type BySplit = Readonly<Record<string, RowChanges>>

/**
 * What differs between the challenger's rows and the champion's: those that keep the two from being compared, or, where the
 * champion was scored again, those that it was released with.
 */
export function changesOf(
  { challenger, champion }: CompareInput,
  { splits, task }: Pick<Comparison, 'splits' | 'task'>,
): BySplit {
  const [own, released] = [challenger.predictions?.splits, champion?.released?.splits]
  const apart = splits && !('obstacle' in splits) ? splits.changes : {}
  if (!own || !released || Object.keys(apart).length > 0) return apart
  const found: Record<string, RowChanges> = {}
  for (const [split, rows] of own) {
    const before = released.get(split)
    const changes = before && rowChanges(rows, before, placesById(rows, before), structureOf(task))
    if (changes) found[split] = changes
  }
  return found
}

/** What a reviewer has to look at where the champion was scored again; changed labels first. Sentences without their full stop. */
export function changesNotes(
  changes: BySplit,
  { champion, rescored }: CompareInput,
  { task }: Pick<Comparison, 'task'>,
): string[] {
  if (!champion || !rescored) return []
  const splits = Object.entries(changes)
  const labels = splits.flatMap(([split, { labels: changed }]) =>
    changed.rows > 0
      ? [
          `the truth changed on rows that ${nameOf(champion)} was released with: in "${split}", ${rowsText(changed, 'with another label')}; both models are judged by the new labels, so look at that change first`,
        ]
      : [],
  )
  const others = splits.map(([split, each]) => `in "${split}", ${changesText(each, structureOf(task))}`)
  return [
    ...labels,
    ...(others.length > 0
      ? [`the rows are not those that ${nameOf(champion)} was released with: ${others.join('; ')}`]
      : []),
  ]
}
