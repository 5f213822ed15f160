import { type Digest, type Model, type RunRecord, VERSION } from '@slipway/core'
import { commitInfo, compareCommits, pullRequestsOfCommit, type Run } from '@slipway/github'
import type { Registry } from '@slipway/registry'
import type { DataChange, ModelReport, Report } from '@slipway/report'
import type { Context } from '../context.ts'
import { type PlannedCommit, planCommit } from '../evidence/plan-evidence.ts'
import {
  type EvidenceOptions,
  type NoEvidence,
  type RunEvidence,
  readEvidence,
} from '../evidence/read-evidence.ts'
import { championOf } from '../judge/champion.ts'
import { type Judgement, judgeAgainstBase, judgeModel } from '../judge/judge-model.ts'
import { type Ledger, reviewedLedger, spendingLedger, withholding } from '../judge/look-ledger.ts'
import { type ModelWork, modelWork } from '../judge/model-work.ts'
import { readerOf, type TreeReader } from '../judge/object-reader.ts'
import { rescoredClaims } from '../judge/rescored-claims.ts'
import { type Forge, fetchRegistry } from '../open-forge.ts'
import { type ProjectTree, readRevision } from '../project-trees.ts'
import { changesOf } from './changes-of.ts'
import { costReport } from './cost-report.ts'
import { mergeDiffers } from './merge-differs.ts'
import { emptyModelReport, modelReport } from './model-report.ts'
import { ranInOf } from './ran-in-of.ts'

/** A run that was judged, or why it was not. */
export interface JudgedRun {
  readonly report: Report
  readonly judgements: ReadonlyMap<string, Judgement>
  /** False where a newer head of the pull request will be reported on instead. */
  readonly current: boolean
  /** The default branch's open workspace and stores; undefined without a result. */
  readonly commit: PlannedCommit | undefined
}

export interface JudgeRunOptions extends EvidenceOptions {
  /** Whether what it says is told to anybody, so that it spends a look. */
  readonly post: boolean
}

/** Judges what a run claims: each model against the champion and against the base of the pull request. */
export async function judgeRun(
  context: Context,
  forge: Forge,
  run: Run,
  options: JudgeRunOptions,
): Promise<JudgedRun> {
  const evidence = await readEvidence(forge.github, run, options)
  if (evidence.kind !== 'evidence') return withoutResult(context, forge, run, evidence, options)
  const { claims } = evidence
  const strange = await commitProblem(forge, evidence, options.defaultBranch)
  if (strange !== undefined)
    return withoutResult(context, forge, run, { kind: 'refused', run, reason: strange }, options)
  const base = claims.base_sha ?? undefined
  await forge.repository.fetch([claims.commit_sha, ...(base ? [base] : [])], {
    depth: 1,
    filter: 'blob:none',
  })
  const registry = await fetchRegistry(forge.repository)
  const commit = await planCommit(context, forge.repository, {
    rev: claims.commit_sha,
    base,
    records: ownRecords(evidence),
  })
  const reader = readerOf(evidence.objects, commit.open.source)
  const before = base === undefined ? undefined : await readRevision(forge.repository, base)
  // Loaded here, because the action can start without it.
  const { dataChangesOf } = await import('./data-changes-of.ts')
  const data = before ? await dataChangesOf(before, commit.planned, commit.open.source) : []
  const judgements = new Map<string, Judgement>()
  const models: ModelReport[] = []
  const notices = commit.planned.composed?.notices ?? []
  for (const model of commit.planned.project.models.values()) {
    const work = await modelWork(commit.planned.project, model, commit.plan, commit.open.lookups.data)
    if ('missing' in work) {
      models.push(
        emptyModelReport(model.name, [
          `no record of this tree for ${work.missing.join(', ')}: the model is not judged`,
          ...notices,
        ]),
      )
      continue
    }
    const ledger = ledgerOf(evidence, commit, options.post)
    const subject = { ledger, forge, evidence, registry, commit, reader, model, work, base, before, data }
    const judgement = await judgeOne(subject)
    judgements.set(model.name, judgement)
    models.push(await reportOne(context, subject, judgement, notices))
  }
  return {
    report: {
      repository: forge.github.repository,
      pullRequest: pullRequestOf(evidence),
      run: runOfReport(run),
      state: claims.trusted ? 'judged' : 'claim',
      failure: null,
      models,
      reportUrl: null,
      cost: await costReport(evidence, commit),
      tool: `slipway ${VERSION}`,
    },
    judgements,
    current: true,
    commit,
  }
}

interface Subject {
  readonly ledger: Ledger
  readonly forge: Forge
  readonly evidence: RunEvidence
  readonly registry: Registry
  readonly commit: PlannedCommit
  readonly reader: TreeReader
  readonly model: Model
  readonly work: ModelWork
  readonly base: string | undefined
  /** The base's tree, and what became of its data. */
  readonly before: ProjectTree | undefined
  readonly data: readonly DataChange[]
}

/** Looks are spent where a maintainer's branch asks in earnest. */
function ledgerOf({ claims, pullRequest }: RunEvidence, { open }: PlannedCommit, post: boolean): Ledger {
  if (!claims.trusted) return withholding('a fork spends no look until a maintainer trains its commit')
  if (pullRequest?.draft) return withholding('a draft spends no look until it is ready for review')
  const store = open.remote ?? open.local
  return post ? spendingLedger(store) : reviewedLedger(store)
}

async function judgeOne(subject: Subject): Promise<Judgement> {
  const { evidence, registry, reader, model, work, ledger } = subject
  const champion = await championOf(registry, model.name, model.gate.stage, reader)
  const { claims, records } = evidence
  const again = rescoredClaims(claims.models[model.name], records, champion)
  const { planned, open } = subject.commit
  const ground = { ...planned, base: subject.before?.tree, data: open.lookups.data }
  const results = claims.models[model.name]?.tests
  const { testEvidence } = await import('../model-tests/test-evidence.ts')
  const tests = await testEvidence(ground, model, { work, champion }, results, reader)
  return judgeModel({ model, challenger: work, champion, ...again, reader, ledger, tests })
}

async function reportOne(
  context: Context,
  subject: Subject,
  judgement: Judgement,
  notices: readonly string[],
): Promise<ModelReport> {
  const { evidence, commit, model, work, base, before, data } = subject
  const own = { rev: evidence.claims.commit_sha, records: ownRecords(evidence) }
  const { modelPlots } = await import('./model-plots.ts')
  const plots = await modelPlots({
    project: commit.planned.project,
    runs: work.runs,
    verdict: judgement.verdict,
    tree: commit.planned.tree,
    before: before?.tree,
    reader: subject.reader,
    source: commit.open.source,
    lookups: commit.open.lookups,
  })
  return modelReport({
    judgement,
    againstBase: base === undefined ? null : await againstBase(context, subject, judgement, base),
    changes: await changesOf(before, commit, data, model.name),
    ranIn: await ranInOf(judgement.verdict, work.run, commit.open.lookups.runs),
    notices,
    mergeDiffers: base !== undefined && (await mergeDiffers(commit, own, model)),
    runs: work.runs,
    history: await historyOf(subject, judgement, context.now().toISOString()),
    plots,
    runId: evidence.run.id,
  })
}

/** A claim gets none: beside what was judged it would look like more than it is. */
async function historyOf(
  { evidence, registry, commit, reader }: Subject,
  judgement: Judgement,
  date: string,
): Promise<ModelReport['history']> {
  if (!evidence.claims.trusted) return undefined
  const { reportHistory } = await import('./report-history.ts')
  const { head_sha: head } = evidence.claims
  const label = evidence.pullRequest ? 'this PR' : null
  return reportHistory(judgement, { registry, open: commit.open, reader }, { date, commit: head, label })
}

/** The same challenger against what the base commit's runs made, where that is another model than the champion. */
async function againstBase(
  context: Context,
  { forge, model, reader }: Subject,
  { verdict, challenger }: Judgement,
  base: string,
): Promise<ModelReport['againstBase']> {
  const planned = await planCommit(context, forge.repository, { rev: base })
  const own = planned.planned.project.models.get(model.name)
  if (!own) return null
  // The store's word on what the base made: it informs, and decides nothing.
  const work = await modelWork(planned.planned.project, own, planned.plan, planned.open.lookups.data)
  if (
    'missing' in work ||
    work.model.oid === verdict.champion?.model ||
    work.model.oid === verdict.challenger.model
  )
    return null
  const judged = await judgeAgainstBase(model, challenger, work, reader)
  return { name: `base ${base.slice(0, 7)}`, verdict: judged.verdict }
}

/** Records of this tree: without those that score a champion again, which have keys of their own. */
function ownRecords({ claims, records }: RunEvidence): ReadonlyMap<Digest, RunRecord> {
  const rescoring = new Set(
    Object.values(claims.models).flatMap(({ rescored, rescored_anchor: anchor }) =>
      [rescored, anchor].flatMap((again) => again?.evaluation ?? []),
    ),
  )
  return new Map([...records].filter(([digest]) => !rescoring.has(digest)))
}

/** Why the commit that was run is not what GitHub would merge, or undefined. */
async function commitProblem(
  { github }: Forge,
  { claims, pullRequest }: RunEvidence,
  defaultBranch: string,
): Promise<string | undefined> {
  const { commit_sha: sha, base_sha: base, head_sha: head } = claims
  const commit = await commitInfo(github, sha)
  if (commit.tree !== claims.tree) return `Commit ${sha} has another tree than the artifact claims`
  if (!pullRequest) {
    if (sha !== head) return `The artifact names commit ${sha}; the run was for ${head}`
    return undefined
  }
  if (base === null || commit.parents[0] !== base || commit.parents[1] !== head)
    return `Commit ${sha} is not the merge of ${head} with its base`
  const { status } = await compareCommits(github, base, pullRequest.baseBranch || defaultBranch)
  return status === 'ahead' || status === 'identical'
    ? undefined
    : `The base ${base} is not on ${pullRequest.baseBranch}`
}

/** Tells the pull request that there is nothing to tell, and why. */
async function withoutResult(
  context: Context,
  forge: Forge,
  run: Run,
  { kind, reason }: NoEvidence,
  { defaultBranch }: EvidenceOptions,
): Promise<JudgedRun> {
  const pulls = await pullRequestsOfCommit(forge.github, run.headSha)
  const pull = pulls.find(({ state, headSha }) => state === 'open' && headSha === run.headSha)
  const planned = await planCommit(context, forge.repository, { rev: 'HEAD', records: new Map() })
  const names = [...planned.planned.project.models.keys()]
  return {
    report: {
      repository: forge.github.repository,
      pullRequest: pull
        ? {
            number: pull.number,
            title: pull.title,
            author: pull.author,
            fromFork: pull.headRepository !== forge.github.repository,
          }
        : null,
      run: runOfReport(run),
      state: 'no-result',
      failure: kind === 'refused' ? `The artifact was refused: ${reason}` : reason,
      models: names.map((name) => emptyModelReport(name, [])),
      reportUrl: null,
      tool: `slipway ${VERSION}`,
    },
    judgements: new Map(),
    current: kind !== 'superseded' && (pull !== undefined || run.headBranch === defaultBranch),
    commit: undefined,
  }
}

function pullRequestOf({ pullRequest, claims }: RunEvidence): Report['pullRequest'] {
  return pullRequest
    ? {
        number: pullRequest.number,
        title: pullRequest.title,
        author: pullRequest.author,
        fromFork: !claims.trusted,
      }
    : null
}

function runOfReport({ id, attempt, url, headSha }: Run): Report['run'] {
  return { id, attempt, url, headSha }
}
