import { type Model, VERSION } from '@slipway/core'
import { foldTags } from '@slipway/registry'
import type { ModelReport } from '@slipway/report'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { chooseModels } from '../judge/choose-models.ts'
import { type Judgement, judgeByHand } from '../judge/judge-model.ts'
import { type OpenWorkspace, openWorkspace } from '../open-workspace.ts'
import { changesOf } from '../report/changes-of.ts'
import { dataChangesOf } from '../report/data-changes-of.ts'
import { modelReport } from '../report/model-report.ts'
import { ranInOf } from '../report/ran-in-of.ts'
import type { WorkspaceReport } from '../report/workspace-report.ts'
import { repositoryOf } from '../repository-of.ts'
import { EveryRun } from './every-run.ts'
import { nameSide } from './name-side.ts'
import { type OpenSide, openSide } from './open-side.ts'

/**
 * Compares any two of commit, release, run, work tree and file by the gate of the work tree. It decides nothing, spends no look,
 * and asks no sealed rows.
 * @param words baseline and challenger, as a person named them
 * @param model by whose gate, where the two do not say which
 * @throws compare/name-unknown, compare/name-ambiguous, compare/model-unclear, compare/side-unreadable, judge/not-run
 */
export async function compareByHand(
  context: Context,
  words: readonly [string, string],
  model: string | undefined,
): Promise<WorkspaceReport> {
  const open = await openWorkspace(context)
  const { repository } = open
  const registry = foldTags(await repository.tags())
  const sources = {
    cwd: context.cwd,
    repository,
    registry,
    runs: new EveryRun(open),
    models: [...open.project.models.keys()],
  }
  const names = [await nameSide(words[0], sources), await nameSide(words[1], sources)] as const
  const baseline = await openSide(names[0], context, open)
  const challenger = await openSide(names[1], context, open)
  const judgements: Judgement[] = []
  const models: ModelReport[] = []
  for (const each of modelsOf(open, baseline, challenger, model)) {
    const { judgement, report } = await compareModel(each, baseline, challenger, open)
    judgements.push(judgement)
    models.push(report)
  }
  return {
    report: {
      repository: repositoryOf(await repository.originUrl()) ?? 'this repository',
      pullRequest: null,
      run: { id: 0, attempt: 1, url: '', headSha: '' },
      byHand: { baseline: baseline.title, challenger: challenger.title },
      state: 'judged',
      failure: null,
      models,
      reportUrl: null,
      tool: `slipway ${VERSION}`,
    },
    judgements,
  }
}

/** The one that was named, or all that both sides say anything about. A file fits every model, so it takes a project with one. */
function modelsOf(
  { project }: OpenWorkspace,
  baseline: OpenSide,
  challenger: OpenSide,
  named: string | undefined,
): readonly Model[] {
  if (named !== undefined) return chooseModels(project, [named])
  const sides = [baseline, challenger]
  const known = chooseModels(project, [])
  const fitting = known.filter(({ name }) => sides.every(({ models }) => models?.includes(name) ?? true))
  const isClear = fitting.length === 1 || sides.some(({ models }) => models !== undefined)
  if (fitting.length > 0 && isClear) return fitting
  const list = (fitting.length > 0 ? fitting : known).map(({ name }) => name).join(', ')
  const problem = fitting.length > 0 ? 'it could be of any model' : 'no model is in both of them'
  throw commandError(
    'compare/model-unclear',
    `Cannot compare ${baseline.title} with ${challenger.title}: ${problem}; expected --model with one of ${list || 'those under models: in slipway.yaml'}`,
    known[0] ? { hint: `slipway compare … --model ${(fitting[0] ?? known[0]).name}` } : {},
  )
}

async function compareModel(
  model: Model,
  baseline: OpenSide,
  challenger: OpenSide,
  { source, lookups }: OpenWorkspace,
): Promise<{ judgement: Judgement; report: ModelReport }> {
  const before = await baseline.read(model)
  const now = await challenger.read(model)
  const judgement = await judgeByHand(model, now.side, before.side)
  const data =
    baseline.tree && challenger.tree ? await dataChangesOf(baseline.tree, challenger.tree, source) : []
  const changes = challenger.planned
    ? await changesOf(baseline.tree, challenger.planned, data, model.name)
    : ({ code: [], params: [], data, environment: 'unknown' } as const)
  return {
    judgement,
    report: modelReport({
      judgement,
      againstBase: null,
      changes,
      ranIn: now.work ? await ranInOf(judgement.verdict, now.work.run, lookups.runs) : [],
      notices: [],
      mergeDiffers: false,
      runs: now.work?.runs ?? [],
      runId: null,
    }),
  }
}
