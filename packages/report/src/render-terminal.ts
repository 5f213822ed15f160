import type { Verdict } from '@slipway/core'
import { composeModel } from './compose/compose-model.ts'
import { footer, orderedModels, overview, withoutModels } from './compose/compose-report.ts'
import { COMMENT_LEVEL, DETAILS, type Detail } from './compose/detail.ts'
import { renderText, type Terminal } from './document/render-text.ts'
import type { ModelReport, Report } from './report.ts'

/** A terminal draws no curves. */
const DETAIL: Detail = { ...(DETAILS[COMMENT_LEVEL] ?? DETAILS[0]), curves: 0 }

/** A report, or one verdict of a comparison by hand, for a terminal. */
export function renderTerminal(what: Report | Verdict, terminal: Terminal): string {
  if (!('models' in what)) return renderVerdict(what, terminal)
  const models = orderedModels(what).flatMap((model) => composeModel(model, what, DETAIL))
  return renderText(
    [...overview(what, DETAIL.metrics), ...withoutModels(what, DETAIL), ...models, ...footer(what, false)],
    terminal,
  )
}

/** Without a run and a pull request there is nothing to say of changes, stages and links. */
function renderVerdict(verdict: Verdict, terminal: Terminal): string {
  const model: ModelReport = {
    name: verdict.model,
    verdict,
    digest: null,
    baseline: verdict.champion?.version ?? null,
    againstBase: null,
    changes: { code: [], params: [], data: [], environment: 'unknown' },
    ranIn: [],
    evaluationChanged: false,
    notices: [],
    mergeDiffers: false,
    stages: [],
    charts: null,
  }
  const report: Report = {
    repository: '',
    pullRequest: null,
    run: { id: 0, attempt: 1, url: '', headSha: '' },
    state: 'judged',
    failure: null,
    models: [model],
    reportUrl: null,
    tool: verdict.tool,
  }
  return renderText(composeModel(model, report, { ...DETAIL, changes: 0 }), terminal)
}
