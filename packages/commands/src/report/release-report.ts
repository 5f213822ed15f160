import { VERSION } from '@slipway/core'
import type { PromotionPlan } from '@slipway/registry'
import { renderHtml } from '@slipway/report'
import type { Judgement } from '../judge/judge-model.ts'
import { modelWork } from '../judge/model-work.ts'
import type { CaseEvidence, ModelCase, PromotionCase } from '../promote/promotion-case.ts'
import { modelReport } from './model-report.ts'

/** The HTML report that goes into a release: the verdict that was computed again, with its sign-off. */
export async function releaseReport(
  promotion: PromotionCase,
  evidence: CaseEvidence,
  { model }: ModelCase,
  judgement: Judgement,
  plan: Extract<PromotionPlan, { kind: 'release' }>,
): Promise<string> {
  const { planned, plan: stages, open } = evidence.merged
  const work = await modelWork(planned.project, model, stages, open.lookups.data)
  const { pullRequest, run, claims } = evidence
  return renderHtml({
    repository: claims.repository,
    pullRequest: pullRequest
      ? { number: pullRequest.number, title: pullRequest.title, author: pullRequest.author, fromFork: false }
      : null,
    run: { id: run.id, attempt: run.attempt, url: run.url, headSha: promotion.commit },
    state: 'judged',
    failure: null,
    models: [
      modelReport({
        judgement: { ...judgement, verdict: plan.verdict },
        againstBase: null,
        changes: { code: [], params: [], data: [], environment: 'unknown' },
        ranIn: [],
        notices: [],
        mergeDiffers: false,
        runs: 'missing' in work ? [] : work.runs,
        runId: run.id,
      }),
    ],
    reportUrl: null,
    tool: `slipway ${VERSION}`,
  })
}
