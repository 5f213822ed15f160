import { costOf, type PricedRun, type Prices, type Project, type RunRecord, underUse } from '@slipway/core'
import type { StageCost } from '@slipway/report'

/** What one run took, with what its record tells of how. */
export function stageCost(
  record: RunRecord,
  { stages, prices }: Pick<Project, 'stages' | 'prices'>,
): StageCost {
  const { usage, starts, stopped_early: stoppedEarly } = record
  const idles = (usage?.gpus ?? []).map(({ idle }) => idle).filter((idle) => idle !== null)
  return {
    stage: record.stage,
    cost: pricedRun(record, { stages, prices }),
    currency: prices?.currency ?? null,
    idle: idles.length === 0 ? null : idles.reduce((sum, idle) => sum + idle, 0) / idles.length,
    underUse: (usage && underUse(usage)?.text) ?? null,
    stoppedEarly: stoppedEarly ?? null,
    starts: starts ? { count: starts.length, waitedSeconds: waited(starts) } : null,
  }
}

/** A run too short to be measured does not tell its runner's labels: those of its stage stand for them. */
export function pricedRun(
  record: PricedRun & { readonly stage: string },
  { stages, prices }: { readonly stages: Project['stages']; readonly prices: Prices | undefined },
) {
  return costOf(record, prices, record.usage?.runs_on ?? stages.get(record.stage)?.runsOn ?? [])
}

/** Between the end of each start, as far as it is known, and the next. */
function waited(starts: NonNullable<RunRecord['starts']>): number {
  return starts.slice(1).reduce((sum, start, index) => {
    const before = starts[index]
    if (!before) return sum
    const gap = (Date.parse(start.started) - Date.parse(before.started)) / 1000 - before.seconds
    return sum + Math.max(0, gap)
  }, 0)
}
