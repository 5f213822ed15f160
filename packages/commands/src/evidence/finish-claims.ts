import { join } from 'node:path'
import type { Claims, Output } from '@slipway/core'
import { foldTags } from '@slipway/registry'
import type { Context } from '../context.ts'
import { anchorOf, type Champion, championOf } from '../judge/champion.ts'
import { modelWork } from '../judge/model-work.ts'
import { planWorkspace } from '../plan-workspace.ts'
import { readRevision } from '../project-trees.ts'
import { collectClaims, type RescoredReleases, writeClaims } from './collect-claims.ts'
import { rescoreRelease } from './rescore-release.ts'
import { testClaims } from './test-claims.ts'

export interface FinishOptions {
  /** Commit whose gate, store, models and evaluation count. */
  readonly base: string | undefined
  readonly temporary: string
  readonly repository: string
  readonly pullRequest: number | null
  readonly headSha: string
  readonly runId: number
  readonly runAttempt: number
  readonly trusted: boolean
}

/**
 * Ends a workflow that ran stages: scores champions again where the rows changed, runs the tests of the models, and writes the
 * files of its one artifact.
 */
export async function finishClaims(
  context: Context,
  options: FinishOptions,
): Promise<{ readonly folder: string; readonly files: readonly string[]; readonly claims: Claims }> {
  const { base } = options
  const planned = await planWorkspace(context, { base })
  const { repository, lookups, source } = planned.open
  const registry = foldTags(await repository.tags())
  const rescored = new Map<string, RescoredReleases>()
  const tested = new Map<string, Output>()
  const ground = {
    ...planned.planned,
    base: base === undefined ? undefined : (await readRevision(repository, base))?.tree,
    data: lookups.data,
  }
  for (const model of planned.planned.project.models.values()) {
    const work = await modelWork(planned.planned.project, model, planned.plan, lookups.data)
    const champion = await championOf(registry, model.name, model.gate.stage, source)
    if ('missing' in work) continue
    const tests = await testClaims(context, ground, { model, work, champion }, planned.open)
    if (tests) tested.set(model.name, tests)
    if (!champion) continue
    const again = (release: Champion) => rescoreRelease(context, planned, model, work, release, base)
    const anchor = await anchorOf(champion, model.name, source)
    rescored.set(model.name, {
      champion: await again(champion),
      anchor: anchor && anchor !== 'unknown' ? await again(anchor) : undefined,
    })
  }
  const head = await repository.commit('HEAD')
  const collected = await collectClaims(
    planned,
    {
      repository: options.repository,
      pull_request: options.pullRequest,
      head_sha: options.headSha,
      base_sha: base === undefined ? null : await repository.resolve(base),
      commit_sha: head.oid,
      tree: head.tree,
      run_id: options.runId,
      run_attempt: options.runAttempt,
      trusted: options.trusted,
    },
    rescored,
    tested,
  )
  const folder = join(options.temporary, `slipway-claims-${options.runId}-${options.runAttempt}`)
  const files = await writeClaims(folder, collected, source)
  context.progress.note(`Claims: ${collected.records.size} records, ${collected.objects.size} objects`)
  return { folder, files, claims: collected.claims }
}
