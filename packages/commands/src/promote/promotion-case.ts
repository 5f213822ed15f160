import { type Digest, gateDigest, type Model, PROJECT_FILE, type SignOff } from '@slipway/core'
import {
  listReleases,
  pullRequestsOfCommit,
  type Run,
  runOf,
  runsForHead,
  trainingRuns,
} from '@slipway/github'
import {
  type Bump,
  type Disbelieved,
  type PromotionFacts,
  type Registry,
  readReleaseMarker,
} from '@slipway/registry'
import type { Context } from '../context.ts'
import { type PlannedCommit, planCommit } from '../evidence/plan-evidence.ts'
import { type EvidenceOptions, type RunEvidence, readEvidence } from '../evidence/read-evidence.ts'
import { type Champion, championOf } from '../judge/champion.ts'
import { modelKeys } from '../judge/model-keys.ts'
import { modelWork } from '../judge/model-work.ts'
import { readerOf, type TreeReader } from '../judge/object-reader.ts'
import type { Forge } from '../open-forge.ts'
import { baseMoves } from './base-moves.ts'

export interface CaseOptions extends Omit<EvidenceOptions, 'workflow'> {
  readonly commit: string
  /** The commit that the branch held before; its first parent without. */
  readonly before: string | undefined
  /** The run to take as evidence; those of the commit's pull request and of the candidate workflow without. */
  readonly runId: number | undefined
  readonly workflow: string
  /** Path of the workflow that runs unreleased commits; empty where there is none. */
  readonly candidateWorkflow: string
}

/** What a run made, with the commit planned on its records alone. */
export type CaseEvidence = RunEvidence & { readonly merged: PlannedCommit }

/** Everything that is known about a commit before any of its models is decided on. */
export interface PromotionCase {
  readonly commit: string
  readonly tree: string
  /** The commit, and the one before it, planned on what the default branch has run. */
  readonly merged: PlannedCommit
  readonly before: PlannedCommit | undefined
  readonly evidence: readonly CaseEvidence[]
  readonly disbelieved: readonly Disbelieved[]
  readonly registry: Registry
  readonly reader: TreeReader
  readonly releases: PromotionFacts['releases']
  readonly since: PromotionFacts['since']
}

/** Gathers the evidence for a commit, and computes its keys and those of the commit before. */
export async function gatherCase(
  context: Context,
  forge: Forge,
  registry: Registry,
  options: CaseOptions,
): Promise<PromotionCase> {
  const { github, repository } = forge
  const { oid: commit, tree, parents } = await repository.commit(options.commit)
  const evidence: CaseEvidence[] = []
  const disbelieved: Disbelieved[] = []
  for (const { run, workflow } of await evidenceRuns(forge, options, commit)) {
    const read = await readEvidence(github, run, { ...options, workflow })
    if (read.kind !== 'evidence') disbelieved.push({ runId: run.id, pullRequest: null, reason: read.reason })
    else
      evidence.push({
        ...read,
        merged: await planCommit(context, repository, { rev: commit, records: read.records }),
      })
  }
  const merged = await planCommit(context, repository, { rev: commit })
  const earlier = options.before ?? parents[0]
  const reviewed = evidence.find(({ pullRequest }) => pullRequest !== null)
  const objects = new Map(evidence.flatMap((each) => [...each.objects]))
  return {
    commit,
    tree,
    merged,
    before: await planBefore(context, forge, earlier),
    evidence,
    disbelieved,
    registry,
    reader: readerOf(objects, merged.open.source),
    releases: (await listReleases(github)).map(({ id, tag, draft, body }) => ({
      id,
      tag,
      draft,
      model: readReleaseMarker(body) ?? null,
    })),
    since: reviewed ? await baseMoves(github, reviewed.run.headSha, earlier) : [],
  }
}

/** The runs that may have made this commit's models, the most telling first. */
async function evidenceRuns(
  { github }: Forge,
  options: CaseOptions,
  commit: string,
): Promise<{ run: Run; workflow: string }[]> {
  const { workflow, candidateWorkflow } = options
  if (options.runId !== undefined) return [{ run: await runOf(github, options.runId), workflow }]
  const found: { run: Run; workflow: string }[] = []
  for (const { headSha, mergedAt } of await pullRequestsOfCommit(github, commit)) {
    if (mergedAt === null) continue
    // What a maintainer had trained says more than what a fork claims.
    const [trained] = (await trainingRuns(github, headSha)).filter(
      ({ conclusion }) => conclusion === 'success',
    )
    if (trained) found.push({ run: trained, workflow })
    const run = (await runsForHead(github, headSha, workflow)).find(({ event }) => event === 'pull_request')
    if (run) found.push({ run, workflow })
  }
  const candidate =
    candidateWorkflow === '' ? undefined : (await runsForHead(github, commit, candidateWorkflow))[0]
  if (candidate?.status === 'completed') found.push({ run: candidate, workflow: candidateWorkflow })
  return found
}

/** Undefined for the first commit, and for one from before Slipway came in: there is no gate then. */
async function planBefore(
  context: Context,
  { repository }: Forge,
  rev: string | undefined,
): Promise<PlannedCommit | undefined> {
  if (rev === undefined) return undefined
  await repository.fetch([rev], { depth: 1, filter: 'blob:none' })
  const tree = await repository.tree(rev)
  return tree.file(PROJECT_FILE) ? planCommit(context, repository, { rev }) : undefined
}

/** One model of the case, with all that its promotion is decided on. */
export interface ModelCase {
  readonly facts: PromotionFacts
  /** The model with the gate that judges it: that of the commit before, where it was there. */
  readonly model: Model
  readonly champion: Champion | undefined
}

export async function modelCase(
  promotion: PromotionCase,
  merged: Model,
  given: { readonly acceptance: SignOff | null; readonly bump: Bump },
): Promise<ModelCase> {
  const { registry, reader, before } = promotion
  const old = before?.planned.project.models.get(merged.name)
  const { gate, features, tests, training, sweep } = old ?? merged
  const model = { ...merged, gate, features, tests, training, sweep }
  const champion = await championOf(registry, model.name, model.gate.stage, reader)
  const facts: PromotionFacts = {
    model: model.name,
    registry,
    commit: promotion.commit,
    tree: promotion.tree,
    keys: modelKeys(promotion.merged, merged),
    before: before && old ? { stages: modelKeys(before, old).stages } : null,
    since: promotion.since,
    evidence: promotion.evidence.map((each) => ({
      claims: each.claims,
      records: each.records,
      artifactId: each.artifactId,
      headSha: each.run.headSha,
      pullRequest: each.pullRequest?.number ?? null,
      keys: modelKeys(each.merged, merged),
      event: each.run.event,
    })),
    disbelieved: promotion.disbelieved,
    reviewed: await reviewedVerdicts(promotion, merged),
    gate: { before: old ? gateDigest(old) : null, after: gateDigest(merged) },
    stage: model.gate.stage,
    champion: champion ? { version: champion.version, model: champion.model } : null,
    bump: given.bump,
    acceptance: given.acceptance,
    releases: promotion.releases,
  }
  return { facts, model, champion }
}

/** Verdicts that the report stored about what the evidence made. They are found by a store's listing, and compared by content. */
async function reviewedVerdicts(
  { evidence, merged }: PromotionCase,
  model: Model,
): Promise<PromotionFacts['reviewed']> {
  const store = merged.open.remote ?? merged.open.local
  const subjects = new Set<Digest>()
  for (const { merged: planned } of evidence) {
    const { evaluation } = modelKeys(planned, model)
    const work = await modelWork(planned.planned.project, model, planned.plan, planned.open.lookups.data)
    if (evaluation) subjects.add(evaluation)
    else if (!('missing' in work)) subjects.add(work.model.oid)
  }
  return (await Promise.all([...subjects].map((subject) => store.verdicts(model.name, subject)))).flat()
}
