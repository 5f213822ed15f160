import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { planCommand } from './plan-command.ts'
import type { PlanResult } from './plan-workspace.ts'
import { runCommand } from './run-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const PROJECT = `
data: [data/set]
stages:
  prepare:
    cmd: mkdir -p build && cat data/set/a src/*.txt > build/rows && cp -r src build/tree
    deps: [data/set, src, requirements.txt]
    outs: [build/rows, build/tree]
  train: { cmd: "cp build/rows model", deps: [build/rows, build/tree/b.txt, requirements.txt], params: [lr], outs: [model], runs-on: [gpu] }
models:
  m: { file: model, gate: { metrics: { roc_auc: { role: goal, margin: 0.002 } } } }
`

const none = { stages: [], rev: undefined, base: undefined }
const everything = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}

async function filled(): Promise<TemporaryProject> {
  const project = new TemporaryProject(PROJECT)
  project.write('data/set/a', 'rows\n')
  project.write('src/b.txt', 'b\r\n')
  project.write('src/run.sh', '#!/bin/sh\n', { executable: true })
  project.write('src/sub/ü.txt', 'u')
  project.write('requirements.txt', 'numpy==2\n')
  project.write('params.yaml', 'lr: 0.1\n')
  project.write('.gitattributes', '*.txt text\n')
  project.write('.gitignore', '/build\n/model\n/ignored.txt\n')
  await project.run(dataAddCommand, { targets: ['data/set'] })
  project.repository.commit('second')
  return project
}

const keys = ({ stages }: PlanResult) => Object.fromEntries(stages.map(({ name, key }) => [name, key]))

describe('slipway plan', () => {
  it('gives stages, reasons and waves as data', async () => {
    using project = await filled()
    const plan = await project.run(planCommand, none)
    expect(plan.stages).toMatchObject([
      { name: 'prepare', state: 'stale', reasons: ['never run here'], run: null, runsOn: [] },
      { name: 'train', state: 'pending', key: null, needs: ['prepare'], runsOn: ['gpu'] },
    ])
    expect(plan.waves).toEqual({
      before: ['prepare'],
      matrix: [{ name: 'train', stages: ['train'], runsOn: ['gpu'] }],
      after: [],
    })
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    expect(project.warnings).toEqual([])
  })

  it('gives a commit the keys of a work tree with the same files, also where it is not checked out', async () => {
    using project = await filled()
    await project.run(runCommand, everything)
    const here = await project.run(planCommand, none)
    expect(here.stages.map(({ state }) => state)).toEqual(['known', 'known'])
    expect(keys(await project.run(planCommand, { ...none, rev: 'HEAD' }))).toEqual(keys(here))
    const old = project.repository.git('rev-parse', 'HEAD')
    project.write('params.yaml', 'lr: 0.2\n')
    project.repository.commit('third')
    const after = await project.run(planCommand, none)
    expect(after.stages.map(({ state, reasons }) => [state, reasons])).toEqual([
      ['known', []],
      ['stale', ['params.yaml lr 0.1 → 0.2']],
    ])
    expect(keys(await project.run(planCommand, { ...none, rev: old }))).toEqual(keys(here))
  })

  it('gives the keys of a commit in a shallow clone without blobs and without a checkout', async () => {
    using project = await filled()
    await project.run(runCommand, everything)
    const here = await project.run(planCommand, none)
    project.repository.git('config', 'uploadpack.allowFilter', 'true')
    const clone = project.folder.path('clone')
    execFileSync(
      'git',
      [
        'clone',
        '--quiet',
        '--depth=1',
        '--filter=blob:none',
        '--no-checkout',
        `file://${project.root}`,
        clone,
      ],
      { env: TEST_GIT_ENV },
    )
    const there = await project.run(planCommand, { ...none, rev: 'HEAD' }, { cwd: clone })
    expect(keys(there)).toEqual(keys(here))
    expect(there.stages.map(({ state, run }) => [state, run?.shared])).toEqual([
      ['known', true],
      ['known', true],
    ])
  })

  it('counts files that are not committed, names them, and passes over ignored ones', async () => {
    using project = await filled()
    const before = keys(await project.run(planCommand, none))
    project.write('ignored.txt', 'x')
    expect(keys(await project.run(planCommand, none))).toEqual(before)
    project.write('src/new.txt', 'x')
    const now = keys(await project.run(planCommand, none))
    expect(now.prepare).not.toBe(before.prepare)
    expect(project.warnings).toEqual([expect.stringContaining('src/new.txt')])
    project.repository.commit('third')
    expect(keys(await project.run(planCommand, { ...none, rev: 'HEAD' }))).toEqual(now)
  })

  it('goes by the pointer of data, and warns where the workspace has other data', async () => {
    using project = await filled()
    await project.run(runCommand, everything)
    project.write('data/set/a', 'edited\n')
    const plan = await project.run(planCommand, none)
    expect(plan.stages.map(({ state }) => state)).toEqual(['known', 'known'])
    expect(project.warnings).toEqual([expect.stringContaining('data/set differs from its pointer')])
    await project.run(dataAddCommand, { targets: [] })
    const added = await project.run(planCommand, none)
    expect(added.stages[0]).toMatchObject({ state: 'stale', reasons: ['data/set changed'] })
    expect(project.warnings).toHaveLength(1)
  })

  it('writes nothing but its own folder', async () => {
    using project = await filled()
    const before = project.repository.git('status', '--porcelain')
    await project.run(planCommand, none)
    expect(project.repository.git('status', '--porcelain')).toBe(before)
    expect(existsSync(project.folder.path('remote'))).toBe(false)
  })

  it('plans a pull request with store and gate of its base, and says what it changes', async () => {
    using project = await filled()
    const base = project.repository.git('rev-parse', 'HEAD')
    const text = project.contents('.')['slipway.yaml'] ?? ''
    project.write(
      'slipway.yaml',
      text.replace('margin: 0.002', 'margin: 0.05').replace(/remote: ".*"/, 'remote: "ftp://elsewhere"'),
    )
    const plan = await project.run(planCommand, { ...none, base })
    expect(plan.notices).toEqual([
      expect.stringMatching(/^the store changes: file:.*remote → ftp:\/\/elsewhere/),
      'the gate of m changes: roc_auc margin 0.002 → 0.05; takes effect after the merge',
    ])
    expect(plan.base).toBe(base)
    await expect(project.run(planCommand, none)).rejects.toMatchObject({ code: 'store/url-invalid' })
  })

  it('plans a pull request whose base has no project file', async () => {
    using project = await filled()
    project.repository.git('rm', '--quiet', '--cached', 'slipway.yaml')
    project.repository.git('commit', '--quiet', '--message', 'without')
    const plan = await project.run(planCommand, { ...none, base: 'HEAD' })
    expect(plan).toMatchObject({ newModels: ['m'], notices: [expect.stringContaining('no slipway.yaml')] })
    await expect(project.run(planCommand, { ...none, rev: 'HEAD' })).rejects.toMatchObject({
      code: 'workspace/project-missing',
    })
  })

  it('names the revision of a project file that cannot be read', async () => {
    using project = await filled()
    project.write('slipway.yaml', 'version: 2\n')
    project.repository.commit('broken')
    await expect(project.run(planCommand, { ...none, rev: 'HEAD' })).rejects.toMatchObject({
      code: 'project/invalid',
      location: { file: 'HEAD:slipway.yaml', line: 1 },
    })
  })

  it('knows a run no more once it is revoked in the shared store', async () => {
    using project = await filled()
    const { stages } = await project.run(runCommand, everything)
    const key = stages[0]?.key.slice('sha256:'.length) ?? ''
    project.folder.write(`remote/runs/dev/${key.slice(0, 2)}/${key}/1.revoked`, 'poisoned\n')
    const plan = await project.run(planCommand, none)
    expect(plan.stages.map(({ state }) => state)).toEqual(['stale', 'pending'])
  })
})

describe('slipway plan as text', () => {
  const terminal = { colour: false, columns: 100 }

  it('shows a table, then the waves', async () => {
    using project = await filled()
    const text = planCommand.render(await project.run(planCommand, none), terminal)
    expect(text).toMatch(
      /^stage {4}key {6}state {4}where {7}why\nprepare {2}[0-9a-f]{7} {2}stale {4}any runner {2}never run here\ntrain {4}- {8}pending {2}gpu {9}waits for build\/rows of prepare; waits for build\/tree of prepare\n\nbefore {2}prepare\nmatrix {2}train on gpu$/,
    )
  })

  it('says where known runs are, and that there is nothing to run', async () => {
    using project = await filled()
    await project.run(runCommand, { ...everything, stages: ['prepare'], noPush: true })
    await project.run(runCommand, { ...everything, stages: ['train'], noPush: true })
    const local = planCommand.render(await project.run(planCommand, none), terminal)
    expect(local).toContain('dev, here only')
    expect(local).toContain('nothing to run')
    const coloured = planCommand.render(await project.run(planCommand, none), { ...terminal, colour: true })
    expect(coloured).toContain('\u001b[32mknown')
  })

  it('says so where there are no stages', async () => {
    using project = new TemporaryProject()
    expect(planCommand.render(await project.run(planCommand, none), terminal)).toBe(
      'slipway.yaml has no stages',
    )
    rmSync(project.path('slipway.yaml'))
    await expect(project.run(planCommand, none)).rejects.toMatchObject({ code: 'workspace/project-missing' })
  })
})
