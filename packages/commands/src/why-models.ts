import { type Digest, gateDigest, type Model } from '@slipway/core'
import { digestsOf, foldTags, holderOf, type Registry, type Version } from '@slipway/registry'
import type { Context } from './context.ts'
import { championOf } from './judge/champion.ts'
import { chooseModels } from './judge/choose-models.ts'
import { modelKeys } from './judge/model-keys.ts'
import { modelWork } from './judge/model-work.ts'
import { type PlannedWorkspace, planWorkspace } from './plan-workspace.ts'
import type { WhyModel, WhyResult } from './why-command.ts'

/**
 * Where one model, or every one, stands, as far as this clone knows.
 * @throws judge/model-unknown and the errors of planWorkspace()
 */
export async function whyModels(context: Context, name: string | undefined): Promise<WhyResult> {
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
