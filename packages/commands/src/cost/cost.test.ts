import { writeFileSync } from 'node:fs'
import {
  type Checkpoint,
  checkpointPath,
  digestOf,
  formatCheckpoint,
  formatRunRecord,
  type RunRecord,
  type RunStart,
} from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { describe, expect, it } from 'vitest'
import { costCommand } from '../cost-command.ts'
import { openWorkspace } from '../open-workspace.ts'
import { planJobs } from '../plan-jobs.ts'
import { runCommand } from '../run-command.ts'
import { TemporaryProject } from '../testing/temporary-project.ts'
import { pullRequestRuns } from './pull-request-runs.ts'
import { unfinishedRuns } from './unfinished-runs.ts'

const PROJECT = (rules: string) => `
stages: { train: { cmd: "cp rows model", deps: [rows], outs: [model], runs-on: [self-hosted, gpu-box] } }
models: { m: { file: model, gate: { metrics: { auc: { role: goal, direction: higher } } } } }
prices: { gpu: { gpu-box: 2 EUR/h } }
${rules}
`
const all = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}
const none = { model: undefined, pullRequest: undefined, last: 20 }

function project(rules = ''): TemporaryProject {
  const made = new TemporaryProject(PROJECT(rules))
  made.write('rows', '1\n')
  made.write('.gitignore', '/model\n')
  made.repository.commit('second')
  return made
}

/** Runs the stage, with other rows each time, as a pull request; says that it took so many hours of a GPU. */
async function train(made: TemporaryProject, rows: string, gpuHours: number, domain = 'pr-7'): Promise<void> {
  made.write('rows', rows)
  const context = made.context({ env: { ...TEST_GIT_ENV, SLIPWAY_DOMAIN: domain } })
  await runCommand.run(context, all)
  const { remote } = await openWorkspace(context)
  for await (const { record } of remote?.runs(domain as RunRecord['domain']) ?? []) {
    if (record.gpu_seconds > 0) continue
    const taken: RunRecord = {
      ...record,
      gpu_seconds: gpuHours * 3600,
      timing: { ...record.timing, seconds: gpuHours * 3600 },
      environment: { ...record.environment, gpu: 'NVIDIA L4' },
    }
    writeFileSync(pathOf(made, domain, record), formatRunRecord(taken))
  }
}

function pathOf(made: TemporaryProject, domain: string, { key, attempt }: RunRecord) {
  const hex = key.slice('sha256:'.length)
  return made.folder.path(`remote/runs/${domain}/${hex.slice(0, 2)}/${hex}/${attempt}`)
}

describe('slipway cost', () => {
  it('adds up every run of a pull request, priced by its labels', async () => {
    using made = project()
    await train(made, '1\n', 1)
    await train(made, 'two\n', 3)
    await train(made, 'three\n', 5, 'dev')
    const result = await made.run(costCommand, { ...none, pullRequest: 7 })
    expect(result.total).toMatchObject({ runs: 2, gpuHours: 4, amount: 8, currency: 'EUR', unpriced: [] })
    expect(result.stages.map(({ cost }) => cost.amount).sort()).toEqual([2, 6])
    const text = costCommand.render(result, { colour: false, columns: 100 })
    expect(text).toMatch(/all +2 +4\.00 +4\.00 +- +8\.00 EUR/)
  })

  it('shows the runs of the work tree without an argument, and has nothing to show before there is one', async () => {
    using made = project()
    const before = await made.run(costCommand, none)
    expect(costCommand.render(before, { colour: false, columns: 80 })).toBe('No run is known')
    await train(made, '1\n', 2, 'dev')
    expect((await made.run(costCommand, none)).total).toMatchObject({ runs: 1, gpuHours: 2, amount: 4 })
  })

  it('shows the versions of a model over time, and those whose runs are gone', async () => {
    using made = project()
    const tag = (version: string) =>
      made.repository.git('tag', '--annotate', '--message', 'x', `m@${version}`)
    made.write('rows', 'never run\n')
    made.repository.commit('gone')
    tag('v1.0.0')
    await train(made, 'two\n', 3, 'dev')
    made.repository.commit('kept')
    tag('v1.1.0')
    const { versions } = await made.run(costCommand, { ...none, model: 'm' })
    expect(versions.map(({ version, cost }) => [version, cost?.amount ?? null])).toEqual([
      ['v1.1.0', 6],
      ['v1.0.0', null],
    ])
    expect((await made.run(costCommand, { ...none, model: 'm', last: 1 })).versions).toHaveLength(1)
  })

  it('refuses a model and a pull request at once', async () => {
    using made = project()
    await expect(made.run(costCommand, { ...none, model: 'm', pullRequest: 7 })).rejects.toMatchObject({
      code: 'cost/arguments-invalid',
    })
  })

  it('counts no run that was revoked, and none that another domain made', async () => {
    using made = project()
    await train(made, '1\n', 1)
    const context = made.context({ env: { ...TEST_GIT_ENV, SLIPWAY_DOMAIN: 'pr-7' } })
    const open = await openWorkspace(context)
    const [run] = await pullRequestRuns(open, 7)
    if (!run) throw new Error('there is no run')
    await open.remote?.putRecord('pr-8', run)
    expect(await pullRequestRuns(open, 8)).toEqual([])
    writeFileSync(`${pathOf(made, 'pr-7', run)}.revoked`, '')
    expect(await pullRequestRuns(open, 7)).toEqual([])
  })
})

describe('unfinishedRuns()', () => {
  it('counts what a training took up to its newest checkpoint, and it once', async () => {
    using made = project()
    const { remote, project: read, local } = await openWorkspace(made.context())
    if (!remote) throw new Error('there is no store')
    const start = (seconds: number): RunStart => ({
      producer: null,
      runner: 'box',
      started: '2026-01-01T00:00:00.000Z',
      seconds,
      gpu_seconds: seconds,
      gpu: 'NVIDIA L4',
      energy_wh: 10,
      resumed: null,
      ended: 'handed-over',
    })
    const put = (seq: number, starts: RunStart[]) => {
      const key = digestOf('a key')
      const checkpoint: Checkpoint = {
        schema: 'slipway.checkpoint/v1',
        stage: 'train',
        key,
        domain: 'pr-7',
        seq,
        name: `step-${seq}`,
        output: { kind: 'file', oid: digestOf('x'), bytes: 1 },
        made_at: '2026-01-01T00:00:00.000Z',
        starts,
      }
      return remote.backend.putIfAbsent(checkpointPath(checkpoint), Buffer.from(formatCheckpoint(checkpoint)))
    }
    await put(1, [start(3600)])
    await put(2, [start(3600), start(1800)])
    const [one, ...others] = await unfinishedRuns({ remote, local }, 7, read)
    expect(one?.cost).toMatchObject({ gpuHours: 1.5, amount: 3, energyWh: 20 })
    expect(others).toEqual([])
    expect((await made.run(costCommand, { ...none, pullRequest: 7 })).total?.amount).toBe(3)
  })
})

describe('planJobs() of a pull request with a budget', () => {
  const plan = (made: TemporaryProject, base = 'HEAD') =>
    planJobs(made.context({ env: { ...TEST_GIT_ENV, SLIPWAY_DOMAIN: 'pr-7' } }), {
      trusted: true,
      pullRequest: 7,
      base,
    })

  it('expects what the stage took the last time, and lets it run within the budget', async () => {
    using made = project('budget: { pull-request: 20 EUR }')
    await train(made, '1\n', 4)
    made.write('rows', 'other rows\n')
    expect((await plan(made)).budget).toMatchObject({ isOver: false, used: 8, expected: 8, limit: 20 })
  })

  it('refuses what would pass it, and says how to approve; names the environment where there is one', async () => {
    for (const [rules, environment] of [
      ['budget: { pull-request: 15 EUR }', undefined],
      ['budget: { pull-request: 7.5 GPU-h, environment: gpu-approval }', 'gpu-approval'],
    ] as const) {
      using made = project(rules)
      await train(made, '1\n', 4)
      made.write('rows', 'other rows\n')
      if (environment === undefined)
        await expect(plan(made)).rejects.toMatchObject({
          code: 'plan/over-budget',
          message: expect.stringContaining('has used 8.00 EUR'),
          hint: expect.stringContaining('budget.environment'),
        })
      else expect((await plan(made)).budget).toMatchObject({ isOver: true, environment })
    }
  })

  it('takes what it does not know for nothing, and names it; plans nothing, passes nothing', async () => {
    using made = project('budget: { pull-request: 1 EUR }')
    expect((await plan(made)).budget).toMatchObject({ isOver: false, used: 0, unknown: ['train'] })
    await train(made, '1\n', 4)
    expect((await plan(made)).budget).toBeUndefined()
  })

  it('reads the budget from the base: a pull request does not raise its own', async () => {
    using made = project('budget: { pull-request: 15 EUR }')
    await train(made, '1\n', 4)
    const text = `version: 1\nstore: { remote: "${made.folder.url('remote')}" }\n${PROJECT('budget: { pull-request: 900 EUR }')}`
    made.write('slipway.yaml', text)
    made.write('rows', 'other rows\n')
    made.repository.commit('more money')
    await expect(plan(made, 'HEAD^')).rejects.toMatchObject({ code: 'plan/over-budget' })
  })
})
