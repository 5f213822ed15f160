import { type Model, VERSION } from '@slipway/core'
import { foldTags } from '@slipway/registry'
import type { DataChange, ModelReport, Report } from '@slipway/report'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { championOf } from '../judge/champion.ts'
import { chooseModels } from '../judge/choose-models.ts'
import { type Judgement, judgeModel } from '../judge/judge-model.ts'
import { handLedger } from '../judge/look-ledger.ts'
import { modelWork } from '../judge/model-work.ts'
import { keptResults } from '../model-tests/kept-results.ts'
import { subjectOf } from '../model-tests/test-inputs.ts'
import { type PlannedWorkspace, planWorkspace } from '../plan-workspace.ts'
import { type ProjectTree, readRevision } from '../project-trees.ts'
import { repositoryOf } from '../repository-of.ts'
import { changesOf } from './changes-of.ts'
import { modelReport } from './model-report.ts'
import { ranInOf } from './ran-in-of.ts'

/** What a work tree's own runs would say on a pull request. */
export interface WorkspaceReport {
  readonly report: Report
  readonly judgements: readonly Judgement[]
}

/**
 * Compares the models of the work tree with their champions, as far as this clone's tags and stores know them.
 * @param since commit whose differences are named
 * @throws judge/model-unknown, judge/not-run
 */
export async function reportWorkspace(
  context: Context,
  { models, since }: { readonly models: readonly string[]; readonly since: string },
): Promise<WorkspaceReport> {
  const planned = await planWorkspace(context)
  const { repository } = planned.open
  const before = await readRevision(repository, since)
  const { dataChangesOf } = await import('./data-changes-of.ts')
  const data = before ? await dataChangesOf(before, planned.planned, planned.open.source) : []
  const judgements: Judgement[] = []
  const reports: ModelReport[] = []
  for (const model of chooseModels(planned.planned.project, models)) {
    const { judgement, report } = await reportModel(planned, model, before, data)
    judgements.push(judgement)
    reports.push(report)
  }
  return {
    report: {
      repository: repositoryOf(await repository.originUrl()) ?? 'this repository',
      pullRequest: null,
      run: { id: 0, attempt: 1, url: '', headSha: await repository.head() },
      state: 'judged',
      failure: null,
      models: reports,
      reportUrl: null,
      tool: `slipway ${VERSION}`,
    },
    judgements,
  }
}

/** By hand nobody runs tests unasked: they take their time. */
const NOT_TESTED = 'nobody has run them on this tree; `slipway test` does'

async function reportModel(
  { planned, plan, open }: PlannedWorkspace,
  model: Model,
  before: ProjectTree | undefined,
  data: readonly DataChange[],
): Promise<{ judgement: Judgement; report: ModelReport }> {
  const { repository, source: reader, lookups } = open
  const work = await modelWork(planned.project, model, plan, lookups.data)
  if ('missing' in work) {
    throw commandError(
      'judge/not-run',
      `Cannot compare "${model.name}": ${work.missing.join(', ')} has no run of the work tree as it is; expected all its stages to have run`,
      { hint: 'slipway run' },
    )
  }
  const registry = foldTags(await repository.tags())
  const champion = await championOf(registry, model.name, model.gate.stage, reader)
  const ground = { ...planned, base: undefined, data: lookups.data }
  const subject = await subjectOf(ground, model, work, champion)
  const results = subject && (await keptResults(repository.root, model.name, subject))
  const judgement = await judgeModel({
    model,
    challenger: work,
    champion,
    rescored: undefined,
    reader,
    ledger: handLedger,
    tests: subject && { subject, results: results ?? null, problem: NOT_TESTED },
  })
  const changes = await changesOf(before, { planned, plan }, data, model.name)
  const { modelPlots } = await import('./model-plots.ts')
  const plots = await modelPlots({
    project: planned.project,
    runs: work.runs,
    verdict: judgement.verdict,
    tree: planned.tree,
    before: before?.tree,
    reader,
    source: reader,
    lookups,
  })
  return {
    judgement,
    report: modelReport({
      judgement,
      againstBase: null,
      changes,
      ranIn: await ranInOf(judgement.verdict, work.run, lookups.runs),
      notices: [],
      mergeDiffers: false,
      runs: work.runs,
      plots,
      runId: null,
    }),
  }
}
