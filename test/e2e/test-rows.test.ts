import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** Another set of rows to judge by: a new version of the data. */
async function changeRows(folder: string): Promise<void> {
  await world.slipway(world.lin, 'data', 'pull')
  writeFileSync(join(folder, 'data', 'rows', 'version.txt'), 'r2\n')
  await world.slipway(world.lin, 'data', 'add', 'data/rows')
}

describe('a pull request that changes the test rows', () => {
  it('whose data was not pushed fails before anything runs, with the pointer named', async () => {
    const number = await world.pull({ branch: 'rows', edit: changeRows })
    await world.settle()
    const run = await world.lastRun('slipway-pull-request.yml')
    expect(await world.jobConclusions(run.id)).toEqual({
      Plan: 'failure',
      Before: 'skipped',
      Train: 'skipped',
      'Train (2nd job)': 'skipped',
      'Train (3rd job)': 'skipped',
      After: 'skipped',
    })
    expect(await world.annotations(run.id, 'Plan')).toContainEqual(
      expect.objectContaining({
        annotation_level: 'failure',
        path: 'data/rows.slip',
        start_line: 1,
        title: 'The data of this pointer is not in the store',
      }),
    )
    expect(await world.readComment(number)).toContain('`delay`: no result')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
  })

  it('and the model too: the champion is scored again on the new rows, like for like', async () => {
    const number = 1
    await world.pushMore('rows', async (folder) => {
      await world.slipway(world.lin, 'data', 'push')
      setParams(folder, { model: 'better' })
    })
    await world.settle()
    const comment = await world.readComment(number)
    expect(comment).toContain('`delay` is better')
    expect(comment).toMatch(/scored again/)
    // What a reviewer sees of the data comes from the store; nobody has it in a clone.
    expect(comment).toMatch(/^- `data\/rows`: \\~1 file, /m)
    const lines = await world.lineComments(number)
    expect(lines.map(({ path }) => path)).toEqual(['data/rows.slip', 'params.yaml'])
    expect(lines[0]?.body).toContain('`data/rows`: \\~1 file')
    const verdict = await world.verdictOn(number)
    expect(verdict).toMatchObject({ outcome: 'better', rescored: true, champion: { version: 'v1.0.0' } })
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
    const run = await world.lastRun('slipway-pull-request.yml')
    const evaluations = world.store
      .records()
      .filter(({ record }) => record.producer?.run_id === run.id && record.stage === 'evaluate')
    expect(evaluations).toHaveLength(2)
  })

  it('is released on merge from the reviewed run, champion and all', async () => {
    const merged = await world.merge(1)
    const release = await world.lastRun('slipway-release.yml', merged)
    expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'success', Deploy: 'success' })
    expect(world.store.executedBy(release.id)).toEqual([])
    expect(JSON.parse(await world.asset('delay@v1.1.0', 'verdict.json'))).toMatchObject({
      rescored: true,
      signoff: null,
    })
    // It was better, so that later losses are added up from it.
    expect(JSON.parse(await world.asset('delay@v1.1.0', 'model.json'))).toMatchObject({ anchor: null })
    expect(await world.served()).toBe('v1.1.0')
  })
})
