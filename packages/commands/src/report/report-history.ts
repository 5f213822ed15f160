import { SlipwayError } from '@slipway/core'
import type { Registry } from '@slipway/registry'
import { leadingMetrics, type Measured, type MetricHistory, metricHistory } from '@slipway/report'
import { measuredModels } from '../history/measured-models.ts'
import type { Judgement } from '../judge/judge-model.ts'
import type { ObjectReader } from '../judge/object-reader.ts'
import type { OpenWorkspace } from '../open-workspace.ts'

/** A report has little time: so many releases, and runs. */
const LAST = 20
/** Metrics that a comment has room for. */
const METRICS = 2

/** The goals of a model over time, with the one that is judged as the last point. What the store cannot tell is left out. */
export async function reportHistory(
  { verdict }: Judgement,
  { registry, open, reader }: { registry: Registry; open: OpenWorkspace; reader: ObjectReader },
  now: Pick<Measured, 'date' | 'commit' | 'label'>,
): Promise<readonly MetricHistory[]> {
  try {
    const store = open.remote ?? open.local
    const { measured } = await measuredModels(verdict.model, { registry, store, reader }, LAST)
    // The same evaluation, where it was taken over from an earlier run.
    const key = verdict.challenger.evaluation?.key
    const earlier = measured.filter(
      (each) => key === undefined || each.verdict.challenger.evaluation?.key !== key,
    )
    const all = [...earlier, { ...now, version: null, takenBack: false, verdict }]
    return leadingMetrics(all)
      .slice(0, METRICS)
      .map((metric) => metricHistory(verdict.model, metric, all))
  } catch (error) {
    if (error instanceof SlipwayError && error.code.startsWith('store/')) return []
    throw error
  }
}
