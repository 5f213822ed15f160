import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CLAIMS_FILE,
  type Claims,
  carriedOutputs,
  type Digest,
  formatClaims,
  formatRunRecord,
  hexOf,
  type Output,
  type RunRecord,
} from '@slipway/core'
import type { Rescored } from '../judge/compare-sides.ts'
import { type ModelWork, modelWork } from '../judge/model-work.ts'
import type { ObjectReader } from '../judge/object-reader.ts'
import type { PlannedWorkspace } from '../plan-workspace.ts'

/** Which run of what the claims are of; GitHub's own word on it counts. */
export type ClaimsFacts = Pick<
  Claims,
  | 'repository'
  | 'pull_request'
  | 'head_sha'
  | 'base_sha'
  | 'commit_sha'
  | 'tree'
  | 'run_id'
  | 'run_attempt'
  | 'trusted'
>

/** A release that was scored again on this tree's rows. */
export interface RescoredRelease {
  readonly model: Digest
  readonly work: Rescored
}

/** Those that a model is judged against, each undefined where it needs no scoring, or cannot be scored. */
export interface RescoredReleases {
  readonly champion: RescoredRelease | undefined
  readonly anchor: RescoredRelease | undefined
}

/** What an artifact will hold. */
export interface CollectedClaims {
  readonly claims: Claims
  readonly records: ReadonlyMap<Digest, RunRecord>
  readonly objects: ReadonlySet<Digest>
}

/**
 * Collects what a pull request's workflow claims: the runs of each model that has them all, and what judges it.
 * @param rescored releases that were scored again on this tree's rows, by model
 * @param tested results of the tests that were run, by model
 */
export async function collectClaims(
  { planned, plan, open }: Pick<PlannedWorkspace, 'planned' | 'plan' | 'open'>,
  facts: ClaimsFacts,
  rescored: ReadonlyMap<string, RescoredReleases>,
  tested: ReadonlyMap<string, Output>,
): Promise<CollectedClaims> {
  const records = new Map<Digest, RunRecord>()
  const objects = new Set<Digest>()
  const models: Record<string, Claims['models'][string]> = {}
  for (const model of planned.project.models.values()) {
    const work = await modelWork(planned.project, model, plan, open.lookups.data)
    if ('missing' in work) continue
    for (const run of work.runs) records.set(run.digest, run.record)
    const again = rescored.get(model.name)
    for (const each of [again?.champion, again?.anchor])
      if (each) records.set(each.work.evaluation.digest, each.work.evaluation.record)
    const tests = tested.get(model.name)
    const claim = { ...claimOf(work, again), ...(tests && { tests }) }
    for (const output of carriedOutputs(claim)) objects.add(output.oid)
    models[model.name] = claim
  }
  const claims: Claims = {
    schema: 'slipway.claims/v1',
    ...facts,
    records: [...records.keys()],
    stages: [...records.values()].map((record) => stageLine(record, facts.run_id)),
    models,
    notices: [...(planned.composed?.notices ?? [])].map((notice) => notice.slice(0, 2000)).slice(0, 50),
  }
  return { claims, records, objects }
}

/** Writes the files of the artifact into an empty folder and returns their paths. */
export async function writeClaims(
  folder: string,
  collected: CollectedClaims,
  reader: ObjectReader,
): Promise<readonly string[]> {
  await mkdir(join(folder, 'records'), { recursive: true })
  await mkdir(join(folder, 'objects'), { recursive: true })
  const files: string[] = []
  const write = async (path: string, content: string | Uint8Array) => {
    await writeFile(join(folder, path), content)
    files.push(join(folder, path))
  }
  await write(CLAIMS_FILE, formatClaims(collected.claims))
  for (const [digest, record] of collected.records)
    await write(`records/${hexOf(digest)}.json`, formatRunRecord(record))
  for (const oid of collected.objects) await write(`objects/${hexOf(oid)}`, await reader.readBytes(oid))
  return files
}

function claimOf(work: ModelWork, again: RescoredReleases | undefined): Claims['models'][string] {
  const claim = ({ model, work: { evaluation, predictions } }: RescoredRelease) => ({
    model,
    evaluation: evaluation.digest,
    predictions,
  })
  return {
    model: work.model,
    run: work.run.digest,
    evaluation: work.evaluation?.digest ?? null,
    predictions: work.predictions ?? null,
    metrics: [...work.metrics],
    golden: work.golden ?? null,
    rescored: again?.champion ? claim(again.champion) : null,
    ...(again?.anchor ? { rescored_anchor: claim(again.anchor) } : {}),
  }
}

function stageLine(
  { stage, key, producer, domain, environment, timing }: RunRecord,
  runId: number,
): Claims['stages'][number] {
  const ranHere = producer?.run_id === runId
  return {
    name: stage,
    key,
    state: ranHere ? 'ran' : 'restored',
    where: (ranHere ? environment.runner : domain).slice(0, 200),
    seconds: timing.seconds,
  }
}
