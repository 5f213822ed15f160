import { formatCount } from '@slipway/compare'
import type { Verdict } from '@slipway/core'
import { clip } from '@slipway/core'

const NAME = 60

/** What a reviewer has to see before the verdict: labels that changed on rows which the champion was released with. */
export function rowNotices({ row_changes: changes, champion }: Verdict): readonly string[] {
  return Object.entries(changes ?? {}).flatMap(([split, { labels }]) => {
    if (labels.rows === 0) return []
    const named = labels.ids.map((id) => `“${clip(id, NAME)}”`).join(', ')
    const more = labels.rows > labels.ids.length ? ', …' : ''
    const version = clip(champion?.version ?? 'the champion', NAME)
    return [
      `The truth changed: ${formatCount(labels.rows)} of the “${clip(split, NAME)}” rows that ${version} was released with have another label now (${named}${more}). Look at that change first.`,
    ]
  })
}
