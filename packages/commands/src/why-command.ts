import { type Digest, gateDigest, type Model, shortOf } from '@slipway/core'
import { digestsOf, foldTags, holderOf, type Registry, type Version } from '@slipway/registry'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { championOf } from './judge/champion.ts'
import { chooseModels } from './judge/choose-models.ts'
import { modelKeys } from './judge/model-keys.ts'
import { modelWork } from './judge/model-work.ts'
import { type PlannedWorkspace, planWorkspace } from './plan-workspace.ts'
import { textTable } from './text-table.ts'

/** Where a model stands, as far as this clone knows. */
export interface WhyModel {
  readonly model: string
  readonly state: 'not run' | 'not compared' | 'compared' | 'released'
  readonly key: Digest | null
  /** Stages of the model without a run of this tree. */
  readonly missing: readonly string[]
  readonly champion: {
    readonly version: string
    readonly stage: string
    readonly digest: Digest | null
    readonly since: string
  } | null
  readonly verdict: { readonly outcome: string; readonly reason: string; readonly digest: Digest } | null
  readonly released: string | null
  readonly testset: { readonly rows: number; readonly clusters: number | null } | null
  /** What to do now. */
  readonly next: string
}

export interface WhyResult {
  readonly commit: string
  readonly clean: boolean
  readonly models: readonly WhyModel[]
}

export const whyCommand = defineCommand({
  name: 'why',
  summary: 'Say where a model stands: key, champion, verdict, what is missing, the next command',
  arguments: { model: { describe: 'The model; all without.' } },
  options: {},
  examples: ['slipway why flight-delay'],
  run: async (context, { model }): Promise<WhyResult> => why(context, model),
  render: ({ commit, clean, models }) =>
    models
      .map((each) => renderModel(each, `${commit.slice(0, 7)}${clean ? '' : ' with changes'}`))
      .join('\n\n') || 'No model in slipway.yaml.',
})

async function why(context: Context, name: string | undefined): Promise<WhyResult> {
  const planned = await planWorkspace(context)
  const { repository } = planned.open
  const registry = foldTags(await repository.tags())
  const commit = await repository.head()
  const models = chooseModels(planned.planned.project, name === undefined ? [] : [name])
  const clean = (await repository.tree('HEAD')).oid === planned.planned.tree.oid
  return {
    commit,
    clean,
    models: await Promise.all(models.map((model) => whyModel(planned, registry, model))),
  }
}

async function whyModel(
  { planned, plan, open }: PlannedWorkspace,
  registry: Registry,
  model: Model,
): Promise<WhyModel> {
  const { stage } = model.gate
  const work = await modelWork(planned.project, model, plan, open.lookups.data)
  const missing = 'missing' in work ? work.missing : []
  const keys = modelKeys({ planned, plan }, model)
  const champion = await championOf(registry, model.name, stage, open.source)
  const artifact = registry.artifacts.get(model.name)
  const holder = artifact && holderOf(artifact, stage)
  const released =
    'missing' in work ? undefined : releasedAs(artifact?.versions.values() ?? [], work.model.oid)
  const verdict =
    'missing' in work
      ? null
      : await lastVerdict(open, model, work.evaluation?.key ?? work.model.oid, champion?.model ?? null)
  const state = missing.length > 0 ? 'not run' : released ? 'released' : verdict ? 'compared' : 'not compared'
  const [split] = Object.values(champion?.json?.testset ?? {}).slice(-1)
  return {
    model: model.name,
    state,
    key: keys.run,
    missing,
    champion:
      champion && holder
        ? {
            version: champion.version,
            stage,
            digest: champion.model,
            since: new Date(holder.event.time * 1000).toISOString(),
          }
        : null,
    verdict,
    released: released ?? null,
    testset: split ? { rows: split.rows, clusters: split.clusters } : null,
    next: NEXT[state](model.name),
  }
}

const NEXT: Record<WhyModel['state'], (model: string) => string> = {
  'not run': () => 'slipway run, or push and let the pull request run it',
  'not compared': (model) => `slipway compare ${model}`,
  compared: (model) =>
    `merge the pull request; slipway promote releases ${model} where its verdict allows it`,
  released: (model) => `nothing; slipway registry show ${model}`,
}

function releasedAs(versions: Iterable<Version>, model: Digest): string | undefined {
  for (const each of versions) if (!each.takenBack && digestsOf(each).model === model) return each.version
  return undefined
}

async function lastVerdict(
  { remote, local }: PlannedWorkspace['open'],
  model: Model,
  subject: Digest,
  champion: Digest | null,
): Promise<WhyModel['verdict']> {
  const verdicts = await (remote ?? local).verdicts(model.name, subject)
  const gate = gateDigest(model)
  const fit = verdicts
    .filter(({ verdict }) => verdict.gate === gate && (verdict.champion?.model ?? null) === champion)
    .at(-1)
  return fit
    ? { outcome: fit.verdict.outcome, reason: fit.verdict.reasons[0] ?? '', digest: fit.digest }
    : null
}

function renderModel(model: WhyModel, at: string): string {
  const { champion, verdict, testset } = model
  const missing = model.missing.length > 0 ? `nobody has run ${model.missing.join(', ')} on this tree` : ''
  const rows = [
    [
      '  run key',
      model.key ? shortOf(model.key) : 'pending',
      missing || (model.released ? `released as ${model.released}` : 'run'),
    ],
    [
      '  champion',
      champion?.version ?? 'none',
      champion
        ? `${champion.stage} since ${champion.since.slice(0, 16).replace('T', ' ')}${champion.digest ? `, digest ${shortOf(champion.digest)}…` : ''}`
        : 'a first release needs a sign-off',
    ],
    [
      '  verdict',
      verdict?.outcome ?? 'none',
      verdict?.reason ?? 'nobody compared this tree with this champion',
    ],
    ...(testset
      ? [
          [
            '  test rows',
            testset.rows.toLocaleString('en-US'),
            testset.clusters === null ? '' : `${testset.clusters} clusters`,
          ],
        ]
      : []),
    ['  next', model.next],
  ]
  return `${model.model} · ${at} · ${model.state}\n\n${textTable(rows)}`
}
