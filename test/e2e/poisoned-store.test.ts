import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, type Domain, digestOf, formatRunRecord, type RunRecord, runKey } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** What a pull request's run recorded of a stage. */
function recordOf(runId: number, stage: string): RunRecord {
  const found = world.store
    .records()
    .find(({ record }) => record.stage === stage && record.producer?.run_id === runId)
  if (!found) throw new Error(`run ${runId} recorded no ${stage}`)
  return found.record
}

/**
 * Records that say: this training made another model, and it predicts like the better one. Their keys are right, every
 * object has its digest, and nothing of it was ever run.
 */
function poison(train: RunRecord, evaluate: RunRecord, domain: Domain): readonly RunRecord[] {
  const model = world.store.plantObject(Buffer.from('better 666\n'))
  const fixture = join(world.lin.clone, 'fixtures', 'predictions-better-r1.parquet')
  const predictions = world.store.plantObject(readFileSync(fixture))
  const preimage = {
    ...evaluate.key_preimage,
    deps: { ...evaluate.key_preimage.deps, 'models/model.bin': model.oid },
  }
  return [
    { ...train, domain, outputs: { 'models/model.bin': model } },
    {
      ...evaluate,
      domain,
      key: runKey(preimage),
      key_preimage: preimage,
      outputs: { ...evaluate.outputs, 'eval/predictions.parquet': predictions },
    },
  ]
}

describe('a poisoned record in the store', () => {
  let train: RunRecord
  let evaluate: RunRecord

  /** The next pull request, of the tree whose keys are known. */
  const sameTree = (branch: string) => world.judgedPull(branch, { model: 'worse', seed: 7 })

  it('of another pull request is not read', async () => {
    await sameTree('first')
    const { id } = await world.lastRun('slipway-pull-request.yml')
    train = recordOf(id, 'train')
    evaluate = recordOf(id, 'evaluate')
    for (const record of poison(train, evaluate, 'pr-9')) world.store.plantRecord('pr-9', record)
    const number = await sameTree('second')
    expect(await world.readComment(number)).toContain('`delay` is worse')
    const run = await world.lastRun('slipway-pull-request.yml')
    expect(world.store.executedBy(run.id)).toEqual(['evaluate', 'train'])
  })

  it('that is planted after the review decides nothing: the reviewed bytes are released', async () => {
    const number = await world.judgedPull('better', { model: 'better' })
    const { id } = await world.lastRun('slipway-pull-request.yml')
    train = recordOf(id, 'train')
    evaluate = recordOf(id, 'evaluate')
    for (const domain of [`pr-${number}`, 'main'] as Domain[])
      for (const record of poison(train, evaluate, domain)) world.store.plantRecord(domain, record)
    const reviewed = train.outputs['models/model.bin']?.oid as Digest
    const honest = readFileSync(world.store.objectFile(reviewed))
    writeFileSync(world.store.objectFile(reviewed), 'better 666\n')
    const before = await world.state()

    const merged = await world.merge(number)
    const release = await world.lastRun('slipway-release.yml', merged)
    expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'failure', Deploy: 'skipped' })
    expect((await world.annotations(release.id, 'Promote'))[0]?.message).toContain(reviewed)
    expect(await world.state()).toEqual(before)

    writeFileSync(world.store.objectFile(reviewed), honest)
    await world.rerun(release.id)
    expect(JSON.parse(await world.asset('delay@v1.1.0', 'model.json'))).toMatchObject({
      file: { oid: reviewed },
      run: { record: digestOf(formatRunRecord(train)) },
    })
    expect(await world.served()).toBe('v1.1.0')
  })
})
