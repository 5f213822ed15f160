import { chartData } from '@slipway/compare'
import type { RunRecord } from '@slipway/core'
import type { Changes, ModelReport, Plot, StageReport } from '@slipway/report'
import type { Judgement } from '../judge/judge-model.ts'
import type { RunRef } from '../judge/model-work.ts'

export interface ModelReportInput {
  readonly judgement: Judgement
  readonly againstBase: ModelReport['againstBase']
  readonly changes: Changes
  readonly ranIn: ModelReport['ranIn']
  readonly notices: readonly string[]
  readonly mergeDiffers: boolean
  readonly runs: readonly RunRef[]
  readonly history?: ModelReport['history']
  /** The project's own plots; none where they are not asked for. */
  readonly plots?: readonly Plot[]
  /** The GitHub run that is reported on; its runs were made, the others taken. */
  readonly runId: number | null
}

/** One model's part of the report. */
export function modelReport({
  judgement,
  againstBase,
  changes,
  ranIn,
  notices,
  mergeDiffers,
  runs,
  history,
  plots = [],
  runId,
}: ModelReportInput): ModelReport {
  const { verdict, digest, challenger, champion, explanations } = judgement
  return {
    name: verdict.model,
    verdict,
    digest,
    baseline: verdict.champion?.version ?? null,
    againstBase,
    changes,
    ranIn,
    evaluationChanged: notices.some((notice) => notice.startsWith('the evaluation')),
    notices,
    mergeDiffers,
    stages: runs.map(({ record }) => stageReport(record, runId)),
    ...(history === undefined ? {} : { history }),
    charts: challenger.predictions ? chartData(challenger.predictions, champion?.predictions ?? null) : null,
    ...(explanations && { explanations }),
    ...(plots.length > 0 ? { plots } : {}),
  }
}

/** A model of which there is no result to show. */
export function emptyModelReport(name: string, notices: readonly string[]): ModelReport {
  return {
    name,
    verdict: null,
    digest: null,
    baseline: null,
    againstBase: null,
    changes: { code: [], params: [], data: [], environment: 'unknown' },
    ranIn: [],
    evaluationChanged: false,
    notices,
    mergeDiffers: false,
    stages: [],
    charts: null,
  }
}

function stageReport(
  { stage, key, producer, environment, timing, domain, gpu_seconds }: RunRecord,
  runId: number | null,
): StageReport {
  return {
    name: stage,
    key,
    state: runId !== null && producer?.run_id === runId ? 'ran' : 'restored',
    where: environment.runner,
    seconds: timing.seconds,
    domain,
    gpuSeconds: gpu_seconds,
  }
}
