import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

const STAGES = `
  train-twin:
    cmd: mkdir -p twin && sed -n 's/^  twin_model. *//p' params.yaml > twin/model.bin
    deps: [build/rows, environment.yml]
    params: { params.yaml: [twin] }
    outs: [twin/model.bin]
    runs-on: [self-hosted, gpu]

  evaluate-twin:
    cmd: cp "fixtures/predictions-$(cat twin/model.bin)-r1.parquet" twin/predictions.parquet
    deps: [twin/model.bin, fixtures, environment.yml]
    outs: [twin/predictions.parquet]

models:
  twin:
    file: twin/model.bin
    predictions: twin/predictions.parquet
    gate:
      metrics:
        roc_auc: { role: goal, margin: 0.01 }
`

/** A second model, with stages of its own, on the same rows. */
function addTwin(folder: string): void {
  edit(folder, 'slipway.yaml', (text) => text.replace('\nmodels:\n', STAGES))
  appendFileSync(join(folder, 'params.yaml'), 'twin:\n  twin_model: base\n')
  appendFileSync(join(folder, '.gitignore'), '/twin/\n')
}

const setTwin = (folder: string, model: string) =>
  edit(folder, 'params.yaml', (text) => text.replace(/twin_model: .*/, `twin_model: ${model}`))

let world: World
useWorld(
  (opened) => {
    world = opened
  },
  { project: addTwin },
)

describe('two models in one repository', () => {
  it('are signed off together, each with a version and a stage of its own', async () => {
    expect(await world.tags()).toEqual(['delay#prod#1', 'delay@v1.0.0', 'twin#prod#1', 'twin@v1.0.0'])
  })

  it('are reported in one comment and two checks, the bad news first', async () => {
    const number = await world.pull({
      branch: 'both',
      edit: (folder) => {
        setParams(folder, { model: 'better' })
        setTwin(folder, 'worse')
      },
    })
    await world.settle()
    const comment = await world.readComment(number)
    expect(comment.indexOf('`twin` is worse')).toBeGreaterThan(-1)
    expect(comment.indexOf('`delay` is better')).toBeGreaterThan(comment.indexOf('`twin` is worse'))
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success', twin: 'failure' })
  })

  it('are promoted one by one: the better one is released and deployed, the worse one is not', async () => {
    const merged = await world.merge(1)
    const { id } = await world.lastRun('slipway-release.yml', merged)
    expect(await world.jobConclusions(id)).toEqual({ Promote: 'success', Deploy: 'success' })
    expect((await world.annotations(id, 'Promote')).map(({ message }) => message)).toEqual([
      expect.stringContaining('twin is unreleased: '),
    ])
    expect(await world.served('delay')).toBe('v1.1.0')
    expect(await world.served('twin')).toBe('v1.0.0')
    expect(await world.tags()).toEqual([
      'delay#prod#1',
      'delay#prod#2',
      'delay@v1.0.0',
      'delay@v1.1.0',
      'twin#prod#1',
      'twin@v1.0.0',
    ])
    expect(await world.runs({ workflow: 'slipway-candidate.yml' })).toHaveLength(1)
  })

  it('of which a pull request changes one: the other is unchanged', async () => {
    const number = await world.pull({
      branch: 'twin',
      edit: (folder) => setTwin(folder, 'tiny'),
    })
    await world.settle()
    const comment = await world.readComment(number)
    expect(comment).toContain('`twin` is non-inferior')
    expect(comment).toContain('`delay` is unchanged')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success', twin: 'success' })
    await world.merge(number)
    expect(await world.served('delay')).toBe('v1.1.0')
    expect(await world.served('twin')).toBe('v1.1.0')
  })
})
