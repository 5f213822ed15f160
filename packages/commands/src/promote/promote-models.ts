import type { Digest, Model, SignOff } from '@slipway/core'
import { dispatchWorkflow, publishRelease } from '@slipway/github'
import {
  type Bump,
  decidePromotion,
  digestsOf,
  formatTag,
  type PromotionPlan,
  planDeployment,
  type Registry,
  type Selection,
  selectEvidence,
} from '@slipway/registry'
import type { Context } from '../context.ts'
import { type Judgement, judgeModel } from '../judge/judge-model.ts'
import { reviewedLedger } from '../judge/look-ledger.ts'
import { modelWork } from '../judge/model-work.ts'
import { rescoredClaims } from '../judge/rescored-claims.ts'
import type { Forge } from '../open-forge.ts'
import { fetchRegistry } from '../open-forge.ts'
import { releaseReport } from '../report/release-report.ts'
import { applyRelease } from './apply-release.ts'
import {
  type CaseEvidence,
  type CaseOptions,
  gatherCase,
  type ModelCase,
  modelCase,
  type PromotionCase,
} from './promotion-case.ts'

export interface PromoteOptions extends CaseOptions {
  readonly acceptance: SignOff | null
  readonly bump: Bump
  readonly actor: string
  /** Decide and write nothing. */
  readonly dryRun: boolean
}

/** What became of one model. */
export interface PromotedModel {
  readonly model: string
  readonly plan: PromotionPlan
  /** The release that is to get its stage: a new one, or one that an attempt which was cut off left without. */
  readonly release: {
    readonly version: string
    readonly tag: string
    readonly digest: Digest | null
    readonly stage: string
    readonly basis: number
  } | null
  /** True where this call released it. */
  readonly changed: boolean
}

export interface PromoteResult {
  readonly commit: string
  readonly models: readonly PromotedModel[]
  /** The candidate workflow's run, where it was started. */
  readonly candidate: { readonly started: boolean; readonly runId: number | null }
}

/** Decides on every model of a commit, one after the other, and releases those whose evidence holds. */
export async function promoteModels(
  context: Context,
  forge: Forge,
  options: PromoteOptions,
): Promise<PromoteResult> {
  const promotion = await gatherCase(context, forge, await fetchRegistry(forge.repository), options)
  const models: PromotedModel[] = []
  for (const model of promotion.merged.planned.project.models.values()) {
    models.push(await promoteModel(context, forge, promotion, model, options))
  }
  const unreleased = models.some(({ plan }) => plan.kind === 'unreleased')
  const start =
    unreleased && options.runId === undefined && options.candidateWorkflow !== '' && !options.dryRun
  return {
    commit: promotion.commit,
    models,
    candidate: start ? await startCandidate(forge, options) : { started: false, runId: null },
  }
}

async function promoteModel(
  context: Context,
  forge: Forge,
  promotion: PromotionCase,
  merged: Model,
  options: PromoteOptions,
): Promise<PromotedModel> {
  const subject = await modelCase(promotion, merged, options)
  const selection = selectEvidence(subject.facts)
  if (selection.kind !== 'selected') return conclude(context, forge, promotion, subject, selection, options)
  const evidence = promotion.evidence.find(({ artifactId }) => artifactId === selection.evidence.artifactId)
  if (!evidence) throw new Error(`evidence ${selection.evidence.artifactId} was selected and is not there`)
  const judged = await judgeAgain(promotion, subject, selection, evidence)
  const plan = decidePromotion(subject.facts, selection, judged.judgement.verdict)
  if (plan.kind === 'release' && !options.dryRun) {
    await applyRelease(context, forge, promotion, {
      plan,
      model: subject.model,
      work: judged.work,
      open: evidence.merged.open,
      reader: promotion.reader,
      report: await releaseReport(promotion, evidence, subject, judged.judgement, plan),
      champion: subject.champion,
      actor: options.actor,
      temporary: options.temporary,
    })
  }
  return conclude(context, forge, promotion, subject, plan, options)
}

/** The verdict again, from the stored predictions, against today's champion, by the gate that counts. */
async function judgeAgain(
  promotion: PromotionCase,
  subject: ModelCase,
  selection: Selection,
  evidence: CaseEvidence,
) {
  const { planned, plan, open } = evidence.merged
  const { model, champion } = subject
  const work = await modelWork(planned.project, model, plan, open.lookups.data)
  if ('missing' in work) throw new Error(`evidence was selected and lacks ${work.missing.join(', ')}`)
  const { testEvidence } = await import('../model-tests/test-evidence.ts')
  const judgement: Judgement = await judgeModel({
    model,
    challenger: work,
    champion,
    ...rescoredClaims(selection.claim, evidence.records, champion),
    reader: promotion.reader,
    ledger: reviewedLedger(open.remote ?? open.local),
    tests: await testEvidence(
      { ...planned, base: promotion.before?.planned.tree, data: open.lookups.data },
      model,
      { work, champion },
      selection.claim.tests,
      promotion.reader,
    ),
  })
  return { work, judgement }
}

async function conclude(
  context: Context,
  forge: Forge,
  promotion: PromotionCase,
  { facts, model }: ModelCase,
  plan: PromotionPlan,
  { dryRun }: PromoteOptions,
): Promise<PromotedModel> {
  if (plan.kind === 'publish' && !dryRun) {
    const commit =
      facts.registry.artifacts.get(model.name)?.versions.get(plan.version)?.commit ?? promotion.commit
    await publishRelease(forge.github, { id: plan.draft, tag: plan.tag, commit })
    context.progress.note(`${plan.tag}: published`)
  }
  const changed = (plan.kind === 'release' || plan.kind === 'publish') && !dryRun
  const registry = changed ? await fetchRegistry(forge.repository) : promotion.registry
  const version = changed ? plan.version : undeployed(registry, model, plan)
  return {
    model: model.name,
    plan,
    changed,
    release: version === undefined ? null : releaseOf(registry, model, version),
  }
}

/**
 * A version that an earlier attempt released and then never got its stage, as when the job was cut off in between: it is
 * handed on once more. One that had its stage, or was overtaken, is not.
 */
function undeployed(registry: Registry, model: Model, plan: PromotionPlan): string | undefined {
  if (plan.kind !== 'nothing' || plan.code !== 'released' || plan.version === null) return undefined
  const { stage } = model.gate
  const basis = registry.artifacts.get(model.name)?.counter ?? 0
  const deployment = planDeployment({ registry, model: model.name, stage, version: plan.version, basis })
  return deployment.kind === 'deploy' ? plan.version : undefined
}

function releaseOf(registry: Registry, model: Model, name: string): PromotedModel['release'] {
  const artifact = registry.artifacts.get(model.name)
  const version = artifact?.versions.get(name)
  return {
    version: name,
    tag: formatTag({ kind: 'registration', artifact: model.name, version: name, counter: undefined }),
    digest: (version && digestsOf(version).model) ?? null,
    stage: model.gate.stage,
    basis: artifact?.counter ?? 0,
  }
}

async function startCandidate(
  { github }: Forge,
  { candidateWorkflow, defaultBranch }: PromoteOptions,
): Promise<PromoteResult['candidate']> {
  const workflow = candidateWorkflow.slice(candidateWorkflow.lastIndexOf('/') + 1)
  const { runId } = await dispatchWorkflow(github, { workflow, ref: defaultBranch, inputs: {} })
  return { started: true, runId: runId ?? null }
}
