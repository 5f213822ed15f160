import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, digestOf, formatRunRecord, type RunRecord } from '@slipway/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ArtifactThief, archiveOf, type Loot, leakToken } from './world/artifact-thief.ts'
import { setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

let number: number
let reportId: number
let thief: ArtifactThief
let honest: { readonly loot: Loot; readonly bytes: Buffer }
let before: Awaited<ReturnType<World['state']>>

beforeAll(async () => {
  const leak = join(world.folder, 'leak.json')
  number = await world.pull({
    branch: 'worse',
    edit: (folder) => {
      setParams(folder, { model: 'worse' })
      leakToken(folder, leak)
    },
  })
  await world.settle()
  thief = new ArtifactThief(world, (await world.lastRun('slipway-pull-request.yml')).id, leak)
  honest = await thief.steal()
  reportId = (await world.lastRun('slipway-report.yml')).id
  before = await world.state()
})

const other = 'a'.repeat(40)
const claiming = (change: Partial<Loot['claims']>) => (loot: Loot) =>
  archiveOf({ ...loot, claims: { ...loot.claims, ...change } })

/** The predictions of the better model, where the worse one's were. */
function swapPredictions(loot: Loot, named: 'as they are' | 'as the judged ones'): Buffer {
  const fixture = readFileSync(join(world.lin.clone, 'fixtures', 'predictions-better-r1.parquet'))
  const claim = loot.claims.models.delay
  const own = claim?.predictions
  if (!claim || !own) throw new Error('the honest artifact has predictions')
  const objects = new Map<Digest, Uint8Array>(loot.objects)
  objects.delete(own.oid)
  const oid = named === 'as they are' ? digestOf(fixture) : own.oid
  objects.set(oid, fixture)
  const predictions = { ...own, oid, bytes: fixture.length }
  return archiveOf({
    ...loot,
    objects,
    claims: { ...loot.claims, models: { delay: { ...claim, predictions } } },
  })
}

/** What the base ran, as if it were this pull request's work. */
function baseRuns({ claims }: Loot): Loot {
  const stored = world.store.records().filter(({ domain }) => domain === 'main')
  const recordOf = (stage: string) => {
    const record = stored.find((each) => each.record.stage === stage)?.record
    if (!record) throw new Error(`main has run ${stage}`)
    return record
  }
  const [prepare, train, evaluate] = [recordOf('prepare'), recordOf('train'), recordOf('evaluate')]
  const digest = (record: RunRecord) => digestOf(formatRunRecord(record))
  const output = (record: RunRecord, path: string) => {
    const found = record.outputs[path]
    if (!found) throw new Error(`${record.stage} wrote ${path}`)
    return found
  }
  const predictions = output(evaluate, 'eval/predictions.parquet')
  const metrics = output(evaluate, 'eval/metrics.json')
  const delay = {
    model: output(train, 'models/model.bin'),
    run: digest(train),
    evaluation: digest(evaluate),
    predictions,
    metrics: [{ path: 'eval/metrics.json', output: metrics }],
    golden: null,
    rescored: null,
  }
  const records = [prepare, train, evaluate]
  return {
    claims: { ...claims, records: records.map(digest), models: { delay } },
    records,
    objects: new Map(
      [predictions, metrics].map(({ oid }) => [oid, readFileSync(world.store.objectFile(oid))] as const),
    ),
  }
}

describe('an artifact that is not what the run made is refused, and nothing is stored', () => {
  it.each<[string, string, (loot: Loot) => Buffer]>([
    ['of another head', 'names head', claiming({ head_sha: other })],
    ['of another run', 'names run', claiming({ run_id: 7 })],
    ['of another attempt', 'names attempt 2', claiming({ run_attempt: 2 })],
    ['of another repository', 'another repository', claiming({ repository: 'acme/other' })],
    ['of another tree', 'has another tree', claiming({ tree: other })],
    ['of another base', 'is not the merge', claiming({ base_sha: other })],
    ['that calls itself a fork’s', 'claims otherwise', claiming({ trusted: false })],
    [
      'with a path that climbs out',
      'the artifact',
      (loot) => archiveOf(loot, [{ name: '../../slip', content: 'x' }]),
    ],
    [
      'with a file of its own',
      'it holds "notes.txt"',
      (loot) => archiveOf(loot, [{ name: 'notes.txt', content: 'x' }]),
    ],
    [
      'of 100 MB',
      'bytes',
      (loot) => archiveOf(loot, [{ name: `objects/${'0'.repeat(64)}`, content: Buffer.alloc(100e6) }]),
    ],
    ['that is no archive', 'the artifact', () => Buffer.from('not a zip')],
    [
      'with other bytes under a digest',
      'has other bytes',
      (loot) => swapPredictions(loot, 'as the judged ones'),
    ],
    ['with predictions that no run made', 'did not write', (loot) => swapPredictions(loot, 'as they are')],
  ])('%s', async (_, reason, forge) => {
    await thief.plant(forge(honest.loot))
    await world.rerun(reportId)
    expect(await world.jobConclusions(reportId)).toEqual({ Report: 'success' })
    const comment = await world.readComment(number)
    expect(comment).toContain('no result')
    expect(comment).toContain('The artifact was refused')
    expect(comment.replaceAll('\\', '')).toContain(reason)
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    expect(await world.state()).toEqual(before)
  })

  it('with the records of another tree: the model is not judged', async () => {
    await thief.plant(archiveOf(baseRuns(honest.loot)))
    await world.rerun(reportId)
    const comment = await world.readComment(number)
    expect(comment).toContain('`delay`: no result')
    expect(comment).toContain('No record of this tree for train, evaluate')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    expect(await world.state()).toEqual(before)
  })

  it('the honest one again: the same comment, and the check that is shown', async () => {
    await thief.plant(honest.bytes)
    await world.rerun(reportId)
    expect(await world.readComment(number)).toContain('`delay` is worse')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'failure' })
    expect(await world.state()).toEqual(before)
  })

  it('when the pull request is merged, the release does not believe it either', async () => {
    await thief.plant(swapPredictions(honest.loot, 'as they are'))
    const merged = await world.merge(number)
    const { id } = await world.lastRun('slipway-release.yml', merged)
    const [warning] = await world.annotations(id, 'Promote')
    expect(warning?.message).toContain('did not write')
    // The candidate ran it honestly.
    expect(await world.checks(merged)).toMatchObject([{ conclusion: 'failure' }])
    const { tags, releases } = await world.state()
    expect({ tags, releases }).toEqual({ tags: before.tags, releases: before.releases })
  })
})
